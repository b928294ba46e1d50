package io.pipit.core.project.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.project.Problem;
import io.pipit.core.project.ProjectCompiler.Compilation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which copies can be kept fresh, by which keys, and what is said of the others. */
class LambdaPlannerTest {
    private static Map<String, String> columns(String text) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (String column : text.split(", ")) {
            columns.put(column.split(" ")[0], column.split(" ")[1]);
        }
        return columns;
    }

    /** The keys as texts, for each way: of the last stage by the target's columns, of others by their number. */
    private static String keys(Compilation compilation) {
        return LambdaProjects.lambda(compilation)
                .map(plan -> plan.byRow()
                        ? "[]"
                        : plan.keyed().paths().stream()
                                .map(LambdaPlannerTest::way)
                                .collect(Collectors.joining(" + ")))
                .orElse("");
    }

    private static String way(List<KeyedRows.Step> steps) {
        return steps.stream()
                .map(step -> step.keys().stream()
                        .map(key -> key.column().isEmpty() ? "?" : key.column())
                        .sorted()
                        .toList()
                        .toString())
                .toList()
                .toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT id, n FROM source WHERE n > 3 | id UInt32, n Int32 | []",
                "SELECT id, arrayJoin(tags) AS tag FROM source | id UInt32, tag String | []",
                "SELECT tenant, count() AS c FROM source GROUP BY tenant | tenant String, c UInt64 | [[tenant]]",
                "SELECT lower(tenant) AS t, toStartOfHour(ts) AS h, count() AS c FROM source GROUP BY t, h | t String, h DateTime, c UInt64 | [[h, t]]",
                "SELECT toStartOfHour(ts) AS ts, count() AS c FROM source GROUP BY ts | ts DateTime, c UInt64 | [[ts]]",
                "SELECT tenant, count() AS c FROM source GROUP BY 1 | tenant String, c UInt64 | [[tenant]]",
                "SELECT tenant, count() AS c FROM source GROUP BY ALL | tenant String, c UInt64 | [[tenant]]",
                "SELECT * FROM (SELECT tenant, id FROM source ORDER BY v DESC LIMIT 1 BY id) | tenant String, id UInt32 | [[id]]",
                "SELECT DISTINCT tenant FROM source | tenant String | [[tenant]]",
                "SELECT id, row_number() OVER (PARTITION BY id ORDER BY v) AS rn FROM source | id UInt32, rn UInt64 | [[id]]",
                "SELECT id, sum(n) OVER w AS s FROM source WINDOW w AS (PARTITION BY id) | id UInt32, s Int64 | [[id]]",
                "WITH latest AS (SELECT id, argMax(tenant, v) AS tenant FROM source GROUP BY id) SELECT tenant, count() AS c FROM latest GROUP BY tenant | tenant String, c UInt64 | [[?], [tenant]]",
                "SELECT t.tenant, count() AS c FROM source AS t GROUP BY t.tenant | tenant String, c UInt64 | [[tenant]]",
                // the key is not in the result, but something that follows from it is
                "SELECT toStartOfHour(ts) AS h, count() AS c FROM source GROUP BY id, ts | h DateTime, c UInt64 | [[h]]",
                // of several keys one that can be followed is enough
                "SELECT tenant, arrayJoin(tags) AS tag, count() AS c FROM source GROUP BY tenant, tag | tenant String, tag String, c UInt64 | [[tenant]]",
                // groups within groups
                "SELECT tenant, max(c) AS m FROM (SELECT tenant, id, count() AS c FROM source GROUP BY tenant, id) GROUP BY tenant | tenant String, m UInt64 | [[tenant]]",
                "SELECT tenant, count() AS c FROM source WHERE ts > now() - INTERVAL 1 DAY GROUP BY tenant | tenant String, c UInt64 | [[tenant]]",
                "SELECT id, n FROM source WHERE n > 3 UNION ALL SELECT id, 0 FROM source | id UInt32, n Int32 | []",
                "SELECT k, count() AS c FROM (SELECT tenant AS k FROM source UNION ALL SELECT lower(tenant) FROM source) GROUP BY k | k String, c UInt64 | [[k]] + [[k]]",
                "SELECT id, n FROM (SELECT * FROM source WHERE n > 3 UNION ALL SELECT * FROM source WHERE n < 1) ORDER BY v DESC LIMIT 1 BY id | id UInt32, n Int32 | [[id]] + [[id]]",
                // one row of the source touches an hour and a day
                "SELECT 'hour' AS g, toStartOfHour(ts) AS t, count() AS c FROM source GROUP BY t UNION ALL SELECT 'day', toStartOfDay(ts) AS d, count() FROM source GROUP BY d | g String, t DateTime, c UInt64 | [[t]] + [[t]]",
                // a way without a grouping is taken out by the key of the other
                "SELECT id, toInt64(n) AS n FROM source UNION ALL SELECT id, sum(n) FROM source GROUP BY id | id UInt32, n Int64 | [[id]] + [[id]]",
                // groups before and after
                "SELECT tenant, count() AS c FROM (SELECT tenant, id FROM source ORDER BY v DESC LIMIT 1 BY id UNION ALL SELECT tenant, id FROM source) GROUP BY tenant | tenant String, c UInt64 | [[?], [tenant]] + [[tenant]]",
                "SELECT id FROM source UNION DISTINCT SELECT intDiv(id, 2) FROM source | id UInt32 | [[id]] + [[id]]",
                "SELECT k, count() AS c FROM (WITH s AS (SELECT tenant FROM source) SELECT tenant AS k FROM s UNION ALL SELECT upper(tenant) FROM s) GROUP BY k | k String, c UInt64 | [[k]] + [[k]]",
            })
    void keepsFresh(String sql, String columns, String keys) {
        Compilation compiled = LambdaProjects.compile(LambdaProjects.MERGE_TREE, List.of(sql), columns(columns));

        assertThat(LambdaProjects.warnings(compiled)).isEmpty();
        assertThat(keys(compiled)).isEqualTo(keys);
    }

    @Test
    void mergingSourcesComeFirst() {
        Compilation compiled = LambdaProjects.compile(
                LambdaProjects.REPLACING,
                List.of(
                        "SELECT * FROM source FINAL",
                        "SELECT toDate(ts) AS day, uniqExact(id) AS u FROM n0 GROUP BY day"),
                columns("day Date, u UInt64"));

        assertThat(keys(compiled)).isEqualTo("[[?], [day]]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT count() AS c FROM source | c UInt64 | one group of all rows",
                "SELECT id FROM source ORDER BY n LIMIT 3 | id UInt32 | LIMIT without BY",
                "SELECT id, row_number() OVER (ORDER BY v) AS rn FROM source | id UInt32, rn UInt64 | without PARTITION BY",
                "SELECT s.id FROM source AS s JOIN source AS o ON s.id = o.id | id UInt32 | JOIN",
                "SELECT id FROM source WHERE id IN (SELECT id FROM source WHERE n > 3) | id UInt32 | sub-query",
                "SELECT id FROM source EXCEPT SELECT id FROM source WHERE n > 3 | id UInt32 | EXCEPT",
                "SELECT id FROM source UNION ALL SELECT toUInt32(number) FROM numbers(3) | id UInt32 | table function",
                "SELECT id FROM source UNION ALL SELECT id FROM target | id UInt32 | rows of 'source' and 'target'",
                "SELECT k, count() AS c FROM (SELECT tenant AS k FROM source UNION ALL SELECT 'all' FROM source) GROUP BY k | k String, c UInt64 | keys of this GROUP BY (k)",
                "SELECT k, count() AS c FROM (SELECT tenant AS k FROM source UNION ALL SELECT arrayJoin(tags) FROM source) GROUP BY k | k String, c UInt64 | keys of this GROUP BY (k)",
                "SELECT tenant AS k, count() AS c FROM source GROUP BY tenant UNION ALL SELECT toString(id), count() FROM source GROUP BY ts, id LIMIT 2 | k String, c UInt64 | LIMIT",
                "SELECT tenant AS k, count() AS c FROM source GROUP BY tenant UNION ALL SELECT 'x', count() FROM source GROUP BY id | k String, c UInt64 | the parts of the UNION have no key in common",
                "SELECT a + b AS k, count() AS c FROM (SELECT id, max(n) AS a, min(v) AS b FROM source GROUP BY id) GROUP BY k | k Int64, c UInt64 | different rows",
                "SELECT count() AS c FROM source GROUP BY id | c UInt64 | none of the keys",
                "SELECT c, count() AS k FROM (SELECT id, count() AS c FROM source GROUP BY id) GROUP BY c | c UInt64, k UInt64 | keys of this GROUP BY (c)",
                "SELECT tenant, count() AS c FROM source GROUP BY tenant WITH ROLLUP | tenant String, c UInt64 | totals",
                "SELECT id, rand() AS r FROM source | id UInt32, r UInt32 | random",
                "SELECT tag, count() AS c FROM source ARRAY JOIN tags AS tag GROUP BY tag | tag String, c UInt64 | keys of this GROUP BY (tag)",
                "SELECT a, b, count() AS c FROM (SELECT id, max(tenant) AS a FROM source GROUP BY id) ARRAY JOIN [a] AS b GROUP BY b, a HAVING c > (SELECT 1) | a String, b String, c UInt64 | sub-query",
            })
    void saysWhyNot(String sql, String columns, String reason) {
        Compilation compiled = LambdaProjects.compile(LambdaProjects.MERGE_TREE, List.of(sql), columns(columns));

        assertThat(keys(compiled)).isEmpty();
        assertThat(LambdaProjects.problems(compiled)).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(Problem.Severity.WARNING);
            assertThat(problem.position().file()).isEqualTo("pipes/copied.pipe");
            assertThat(problem.message()).contains("scheduled only").contains(reason);
        });
    }

    /** min and max may come from two rows, so no row need have both values. */
    @Test
    void followsOnePickOnly() {
        Compilation compiled = LambdaProjects.compile(
                LambdaProjects.MERGE_TREE,
                List.of(
                        "SELECT id, max(tenant) AS a, min(ts) AS b FROM source GROUP BY id",
                        "SELECT a, b, count() AS c FROM n0 GROUP BY a, b"),
                columns("a String, b DateTime, c UInt64"));

        assertThat(keys(compiled)).isEqualTo("[[?], [a]]");
    }

    @Test
    void namesTheLine() {
        Compilation compiled = LambdaProjects.compile(
                LambdaProjects.MERGE_TREE,
                List.of("SELECT *\nFROM source", "SELECT id\nFROM n0\nLIMIT 3"),
                columns("id UInt32"));

        assertThat(LambdaProjects.warnings(compiled)).startsWith("pipes/copied.pipe:10 ");
    }

    @Test
    void aMergingTargetMustKeepGroupsApart() {
        List<String> nodes = List.of("SELECT tenant, id, count() AS c FROM source GROUP BY tenant, id");
        Map<String, String> columns = columns("tenant String, id UInt32, c UInt64");
        String engine = "ENGINE \"ReplacingMergeTree\"\nENGINE_SORTING_KEY \"%s\"\n";

        assertThat(keys(LambdaProjects.compile(
                        LambdaProjects.MERGE_TREE, nodes, columns, engine.formatted("id, tenant"), Map.of())))
                .isEqualTo("[[id, tenant]]");
        assertThat(LambdaProjects.warnings(LambdaProjects.compile(
                        LambdaProjects.MERGE_TREE, nodes, columns, engine.formatted("id"), Map.of())))
                .contains("sorting key does not have 'tenant'");
    }

    @Test
    void othersMustNotWriteTheTarget() {
        String other = "NODE a\nSQL >\n    SELECT id FROM source\nTYPE COPY\nTARGET_DATASOURCE target\n";
        Compilation compiled = LambdaProjects.compile(
                LambdaProjects.MERGE_TREE,
                List.of("SELECT id FROM source"),
                columns("id UInt32"),
                LambdaProjects.MERGE_TREE,
                Map.of("pipes/other.pipe", other));

        assertThat(LambdaProjects.warnings(compiled)).contains("the pipe 'other' writes into 'target' too");
    }

    @Test
    void parametersDifferFromRunToRun() {
        Compilation compiled = LambdaProjects.compile(
                LambdaProjects.MERGE_TREE,
                List.of("%\nSELECT id FROM source WHERE n > {{Int32(least, 3)}}"),
                columns("id UInt32"));

        assertThat(LambdaProjects.warnings(compiled)).contains("it has parameters");
    }

    @Test
    void viewsCannotReadTheTarget() {
        String view =
                "NODE v\nSQL >\n    SELECT s.id FROM source AS s JOIN target AS t ON s.id = t.id\nTYPE materialized\nDATASOURCE joined\n";
        Compilation compiled = LambdaProjects.compile(
                LambdaProjects.MERGE_TREE,
                List.of("SELECT id FROM source"),
                columns("id UInt32"),
                LambdaProjects.MERGE_TREE,
                Map.of(
                        "pipes/view.pipe",
                        view,
                        "datasources/joined.datasource",
                        "SCHEMA >\n    id UInt32\n\nENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"id\"\n"));

        assertThat(LambdaProjects.warnings(compiled))
                .contains("COPY_MODE lambda")
                .contains("endpoint");
    }

    @Test
    void goesOnFromRunsOfWhatIsWrittenOrTranslatedTheSame() {
        LambdaPlan plan = counting("SELECT tenant, count() AS c FROM source GROUP BY tenant");
        String run = plan.fingerprint();
        String otherTranslation = "0123" + run.substring(4);
        String onlyTranslation = run.substring(0, run.indexOf('+'));

        assertThat(plan.goesOn(run)).isTrue();
        assertThat(plan.goesOn(otherTranslation))
                .as("of another version of Pipit")
                .isTrue();
        assertThat(plan.goesOn(onlyTranslation)).as("of a version before").isTrue();
        assertThat(plan.goesOn("0123" + onlyTranslation.substring(4))).isFalse();
        assertThat(counting("select tenant, count() AS c FROM source GROUP BY tenant -- by tenant")
                        .goesOn(run))
                .isTrue();
        LambdaPlan other = counting("SELECT tenant, count() AS c FROM source WHERE n > 1 GROUP BY tenant");
        assertThat(other.goesOn(run)).isFalse();
        assertThat(other.goesOn(otherTranslation)).isFalse();
    }

    private static LambdaPlan counting(String sql) {
        Compilation compiled =
                LambdaProjects.compile(LambdaProjects.MERGE_TREE, List.of(sql), columns("tenant String, c UInt64"));
        return LambdaProjects.lambda(compiled).orElseThrow();
    }
}
