package io.pipit.batch.mutate;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.batch.mutate.MutateSpec.Action;
import io.pipit.core.project.lambda.RandomChain;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Views that have what they make of their source are never called different, and what was lost or put in is found and put right. */
class ViewCheckTest {
    private static final int CHAINS = Integer.getInteger("views.chains", 1);
    private static final String SUMS = """
            SCHEMA >
                `tenant` String,
                `total` Float64,
                `mean` AggregateFunction(avg, Float64)

            ENGINE "SummingMergeTree"
            ENGINE_SORTING_KEY "tenant"
            """;

    @TempDir
    Path folder;

    private Random random;

    @Test
    void findsAndRepairsWhatDiffersAndNothingElse() {
        long first = Long.getLong("views.seed", 1);
        for (long seed = first; seed < first + CHAINS; seed++) {
            random = new Random(seed);
            holds(seed);
        }
    }

    private void holds(long seed) {
        FollowProject project = new FollowProject(random);
        Map<String, String> texts = FollowProject.chained(new RandomChain(random, 1));
        FollowProject.shapes(texts);
        texts.put("datasources/sums.datasource", SUMS);
        texts.put(
                "pipes/to_sums.pipe",
                "NODE n\nSQL >\n    SELECT tenant, sum(n / 7) AS total, avgState(n / 7) AS mean FROM source GROUP BY"
                        + " tenant\nTYPE materialized\nDATASOURCE sums\n");
        String about = "seed " + seed + " (-Dviews.seed)";
        try (FollowFixture lake = new FollowFixture(folder.resolve("s" + seed), texts)) {
            for (int i = 0; i < 4; i++) {
                lake.add("source", project.rows("log:source", 5 + random.nextInt(12)));
            }
            lake.add("joined", project.rows("log:joined", 5));
            lake.follow("source", lake.rows("source", lake.state("source").files()));
            for (String condition : List.of("", "tenant = 't1'", "v % 3 = 0")) {
                SortedMap<String, Long> found = lake.compare("source", condition, Action.CHECK_VIEWS, "none");
                assertThat(found).as(about).containsEntry("with_joined", ViewCheck.NOT_COMPARED);
                assertThat(differing(found)).as(about + " " + condition).isEmpty();
                lake.plan.tables().keySet().forEach(lake::fold);
            }
            // The source loses rows that its views have counted.
            lake.lose("source", "tenant = 't1'", "lost");
            String counted = lake.read("top").toString();
            Map<String, Long> found = differing(lake.compare("source", "", Action.CHECK_VIEWS, "look"));
            assertThat(found).as(about).containsKeys("hourly", "daily", "shared", "sums", "total", "both");
            assertThat(lake.read("top").toString())
                    .as("looking changes nothing")
                    .isEqualTo(counted);
            assertThat(differing(lake.compare("source", "tenant = 't2'", Action.CHECK_VIEWS, "other")))
                    .as(about + ": groups of other rows are as they were")
                    .doesNotContainKeys("hourly", "daily", "sums", "both");
            lake.compare("source", "", Action.REPAIR_VIEWS, "repair");
            asExpected(lake, about);
            // A view loses rows, and has some of nowhere.
            lake.lose("hourly", "tenant = 't2'", "hours");
            lake.lose("sums", "tenant = 't2'", "sums");
            lake.add(
                    "shared",
                    "SELECT (SELECT min(_feed) FROM "
                            + lake.rows("shared", lake.state("shared").files())
                            + ") AS _feed, 0 AS _part, 1::BIGINT AS _off, 99 AS _row,"
                            + " TIMESTAMP '2026-01-01 00:00:00' AS _at, 77::UINTEGER AS id, 't0' AS tenant");
            assertThat(differing(lake.compare("source", "tenant = 't0'", Action.CHECK_VIEWS, "t0")))
                    .as(about)
                    .doesNotContainKeys("hourly", "sums");
            Map<String, Long> repaired = differing(lake.compare("source", "tenant = 't2'", Action.REPAIR_VIEWS, "t2"));
            assertThat(repaired).as(about).containsKeys("hourly", "sums").doesNotContainKeys("daily", "both");
            lake.compare("source", "", Action.REPAIR_VIEWS, "all");
            asExpected(lake, about);
        }
    }

    private static void asExpected(FollowFixture lake, String about) {
        Map<String, List<String>> expected = lake.expected("source");
        expected.forEach((target, rows) -> {
            if (!target.equals("with_joined") && !target.equals("sums")) {
                assertThat(lake.read(target)).as(about + " in " + target).isEqualTo(rows);
            }
        });
        assertThat(differing(lake.compare("source", "", Action.CHECK_VIEWS, "end")))
                .as(about)
                .isEmpty();
    }

    private static Map<String, Long> differing(SortedMap<String, Long> found) {
        return found.entrySet().stream()
                .filter(e -> e.getValue() > 0)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Long::sum, TreeMap::new));
    }
}
