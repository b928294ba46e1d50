package io.pipit.core.sql.range;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.project.PipeQueries;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two runs of one template: which rows both take. */
class RangedQueryTest {
    private static final String BETWEEN = "SELECT * FROM events WHERE at BETWEEN {{DateTime(a)}} AND {{DateTime(b)}}";

    @Test
    void rangesThatOverlapSayWhereTheyDo() {
        assertThat(overlap(
                        BETWEEN, "2024-01-01 00:00:00,2024-02-01 00:00:00", "2024-01-15 00:00:00,2024-03-01 00:00:00"))
                .isEqualTo("sure: at from 2024-01-15 00:00:00 to 2024-02-01 00:00:00");
        assertThat(overlap(
                        BETWEEN, "2024-01-01 00:00:00,2024-02-01 00:00:00", "2024-02-01 00:00:01,2024-03-01 00:00:00"))
                .isEqualTo("none");
    }

    /** As runbooks divide a range: rows of the very second are in both, if there are any. */
    @Test
    void rangesThatMeetMayOverlap() {
        assertThat(overlap(
                        BETWEEN, "2024-01-01 00:00:00,2024-02-01 00:00:00", "2024-02-01 00:00:00,2024-03-01 00:00:00"))
                .isEqualTo("perhaps: at = 2024-02-01 00:00:00");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id >= {{Int32(a)}} AND id < {{Int32(b)}}                     | 1,5    | 5,9   | none",
                "id >= {{Int32(a)}} AND id < {{Int32(b)}}                     | 1,6    | 5,9   | sure: id from 5 before 6",
                "id > {{Int32(a)}} AND {{Int32(b)}} >= id                     | 1,5    | 5,9   | none",
                "id > {{Int32(a)}} AND id <= {{Int32(b)}}                     | 9,11   | 10,100 | sure: id after 10 to 11",
                "id < {{Int32(a)}} AND name = {{String(b)}}                   | 5,x    | 9,y   | none",
                "id < {{Int32(a)}} AND name = {{String(b)}}                   | 5,x    | 9,x   | sure: id before 5",
                "id < {{Int32(a)}} AND name != {{String(b)}}                  | 5,x    | 9,y   | perhaps: id before 5",
                "name = {{String(a)}} AND startsWith(name, {{String(b)}})     | x,y    | x,z   | none",
                "name IN ({{String(a)}}, {{String(b)}})                       | x,y    | y,z   | sure: name = y",
                "name IN ({{String(a)}}, {{String(b)}})                       | w,x    | y,z   | none",
                "id % 2 = 0 AND id < {{Int32(a)}} AND id < {{Int32(b)}}       | 5,7    | 9,6   | sure: id before 5",
                "toDate(at) = toDate({{String(a)}}) OR id = {{Int32(b)}}      | 2024-01-01,1 | 2024-01-01,2 | none",
                "toDate(at) >= {{Date(a)}} AND toDate(at) <= {{Date(b)}}      | 2024-01-01,2024-01-31 | 2024-02-01,2024-02-28 | none",
                "toDate(at) >= {{Date(a)}} AND toDate(at) <= {{Date(b)}}      | 2024-01-01,2024-02-02 | 2024-02-01,2024-02-28 | sure: toDate(at) from 2024-02-01 to 2024-02-02",
                "at >= toDateTime({{String(a)}}) AND at < toDateTime({{String(b)}}) + INTERVAL 1 DAY | 2024-01-01,2024-01-31 | 2024-02-01,2024-02-28 | none",
                "at >= now() - INTERVAL {{Int32(a)}} DAY AND id < {{Int32(b)}} | 1,5   | 2,9   | perhaps: id before 5",
                "at >= toDateTime({{Date(a)}}) AND at < toDateTime({{Date(a)}}) + INTERVAL 1 DAY | 2024-01-31, | 2024-02-01, | none",
                "at >= toDateTime({{Date(a)}}) AND at < toDateTime({{Date(a)}}) + INTERVAL 1 MONTH | 2024-01-31, | 2024-02-01, | sure: at from 2024-02-01 before 2024-02-29",
                "at >= {{DateTime(a)}} AND at < {{DateTime(a)}} + INTERVAL 90 MINUTE | 2024-01-01 00:00:00, | 2024-01-01 01:00:00, | sure: at from 2024-01-01 01:00:00 before 2024-01-01 01:30:00",
                "at >= {{DateTime(a)}} - INTERVAL 1 HOUR AND at < {{DateTime(a)}} | 2024-01-01 00:00:00, | 2024-01-01 01:00:00, | none",
                "at >= toDate({{String(a)}}) AND at < toDate({{String(a)}}) + 7 AND id < {{Int32(b)}} | 2024-01-01,3 | 2024-01-01,5 | sure: id before 3",
                "events.id >= {{Int32(a)}} AND id < {{Int32(b)}}              | 1,5    | 5,9   | none",
            })
    void conditionsAreRanges(String where, String first, String second, String expected) {
        assertThat(overlap("SELECT * FROM events WHERE " + where, first, second))
                .isEqualTo(expected);
    }

    /** The parameter of one run is the default of the other. */
    @Test
    void queriesThatAreTheSameTakeTheSameRows() {
        assertThat(overlap(
                        "SELECT * FROM events WHERE at >= {{Date(a, '2024-01-01')}} AND at < toDate({{Date(a, '2024-01-01')}}) + 7",
                        "2024-01-01,",
                        ","))
                .isEqualTo("sure: at from 2024-01-01 before plus(2024-01-01, 7)");
    }

    /** As snapshots are kept: rows that say when they were taken are not the same ones. */
    @Test
    void rowsOfAnotherMomentAreOthers() {
        assertThat(overlap(
                        "SELECT name, toDateTime(now()) AS at, id FROM events WHERE id BETWEEN {{Int32(a)}} AND {{Int32(b)}}",
                        "1,5",
                        "4,9"))
                .isEqualTo("perhaps: id from 4 to 5");
    }

    @Test
    void whatIsPutTogetherOfManyRowsMayBeMeantSo() {
        assertThat(overlap(
                        "SELECT name, max(at) AS at, count() AS id FROM (SELECT * FROM events WHERE id BETWEEN {{Int32(a)}} AND {{Int32(b)}}) GROUP BY name",
                        "1,5",
                        "4,9"))
                .isEqualTo("perhaps: id from 4 to 5");
        assertThat(overlap("SELECT * FROM events WHERE id BETWEEN {{Int32(a)}} AND {{Int32(b)}} LIMIT 3", "1,5", "4,9"))
                .isEqualTo("perhaps: id from 4 to 5");
        assertThat(overlap(
                        "SELECT max(at) AS at, count() AS id, '' AS name FROM (SELECT * FROM events WHERE id BETWEEN {{Int32(a)}} AND {{Int32(b)}})",
                        "1,5",
                        "4,9"))
                .isEqualTo("perhaps: id from 4 to 5");
    }

    @Test
    void rowsThatGetAnotherLabelAreNotTheSame() {
        assertThat(overlap("SELECT at, id, {{String(b)}} AS name FROM events WHERE id < {{Int32(a)}}", "5,x", "7,y"))
                .isEqualTo("perhaps: id before 5");
    }

    @Test
    void conditionsMayStandInNodesWithAndSubqueries() {
        String inside = "SELECT * FROM (SELECT * FROM events WHERE id >= {{Int32(a)}}) AS e WHERE e.id < {{Int32(b)}}";
        assertThat(overlap(inside, "1,5", "5,9")).isEqualTo("none");
        assertThat(overlap(inside, "1,6", "5,9")).isEqualTo("sure: id from 5 before 6");
        String named =
                "WITH e AS (SELECT * FROM events WHERE id >= {{Int32(a)}}) SELECT * FROM e WHERE id < {{Int32(b)}}";
        assertThat(overlap(named, "1,5", "5,9")).isEqualTo("none");
        assertThat(overlap(named, "1,6", "5,9")).isEqualTo("sure: id from 5 before 6");
        String joined =
                "SELECT e.at AS at, e.id AS id, e.name AS name FROM events AS e LEFT JOIN events AS o ON e.id = o.id"
                        + " WHERE e.id >= {{Int32(a)}} AND o.id < {{Int32(b)}}";
        assertThat(overlap(joined, "1,5", "5,9")).isEqualTo("sure: id from 5 and o.id before 5");
        String node =
                "SELECT * FROM events WHERE id >= {{Int32(a)}}\n\nNODE second\nSQL >\n    %\n    SELECT * FROM n WHERE id < {{Int32(b)}}";
        assertThat(overlap(node, "1,5", "5,9")).isEqualTo("none");
        assertThat(overlap(node, "1,6", "5,9")).isEqualTo("sure: id from 5 before 6");
    }

    @Test
    void whatOnlyOneOfThemAsksForLeavesTheOther() {
        String optional = "SELECT * FROM events WHERE 1 {% if defined(a) %} AND id >= {{Int32(a)}} {% end %}"
                + " {% if defined(b) %} AND name = {{String(b)}} {% end %}";
        assertThat(overlap(optional, ",", "5,")).isEqualTo("sure: id from 5");
        assertThat(overlap(optional, "5,", ",x")).isEqualTo("perhaps: name = x and id from 5");
        assertThat(overlap(optional, ",", ",")).isEqualTo("sure: any value");
    }

    @Test
    void rangesThatAreEmptyTakeNothing() {
        assertThat(overlap(
                        BETWEEN, "2024-02-01 00:00:00,2024-01-01 00:00:00", "2023-01-15 00:00:00,2025-03-01 00:00:00"))
                .isEqualTo("none");
    }

    @Test
    void severalQueriesTogetherSayNothing() {
        assertThat(overlap(
                        "SELECT * FROM events WHERE id < {{Int32(a)}} UNION ALL SELECT * FROM events WHERE id > {{Int32(b)}}",
                        "1,5",
                        "2,4"))
                .isEqualTo("none");
    }

    /** What is said of random ranges of integers is what counting says. */
    @Test
    void overlapsAreThoseThatCountingFinds() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        String[] templates = {
            "id >= {{Int32(a)}} AND id < {{Int32(b)}}",
            "id > {{Int32(a)}} AND id <= {{Int32(b)}}",
            "id BETWEEN {{Int32(a)}} AND {{Int32(b)}}"
        };
        for (int i = 0; i < 300; i++) {
            int kind = random.nextInt(templates.length);
            int[] ends = random.ints(4, 0, 12).toArray();
            long common = 0;
            for (int id = -1; id < 14; id++) {
                common += in(kind, id, ends[0], ends[1]) && in(kind, id, ends[2], ends[3]) ? 1 : 0;
            }
            String said = overlap(
                    "SELECT * FROM events WHERE " + templates[kind], ends[0] + "," + ends[1], ends[2] + "," + ends[3]);
            assertThat(!said.equals("none"))
                    .as("seed %d: %s with %s: %s", seed, templates[kind], Arrays.toString(ends), said)
                    .isEqualTo(common > 0);
        }
    }

    private static boolean in(int kind, int id, int from, int to) {
        return switch (kind) {
            case 0 -> id >= from && id < to;
            case 1 -> id > from && id <= to;
            default -> id >= from && id <= to;
        };
    }

    private static String overlap(String sql, String first, String second) {
        ProjectFiles files = ProjectFiles.of(Map.of(
                "events.datasource",
                "SCHEMA >\n    `at` DateTime,\n    `id` Int32,\n    `name` String\n\nENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"id\"\n",
                "copied.datasource",
                "SCHEMA >\n    `at` DateTime,\n    `id` Int32,\n    `name` String\n\nENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"id\"\n",
                "take.pipe",
                "NODE n\nSQL >\n    %\n    " + sql + "\n\nTYPE copy\nTARGET_DATASOURCE copied\n"));
        var compiled = new ProjectCompiler().compile(files);
        Plan plan = compiled.plan()
                .orElseThrow(() -> new AssertionError(compiled.problems().toString()));
        PipeQueries queries = new PipeQueries(plan);
        Optional<RangedQuery.Overlap> overlap =
                queries.ranges("take", parameters(second)).overlap(queries.ranges("take", parameters(first)));
        return overlap.map(found -> (found.sure() ? "sure: " : "perhaps: ") + found.text())
                .orElse("none");
    }

    private static Map<String, List<String>> parameters(String values) {
        String[] parts = values.strip().split(",", -1);
        Map<String, List<String>> parameters = new HashMap<>();
        for (int i = 0; i < parts.length; i++) {
            if (!parts[i].isEmpty()) {
                parameters.put(List.of("a", "b").get(i), List.of(parts[i]));
            }
        }
        return parameters;
    }
}
