package io.pipit.batch.mutate;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.lake.LakeFile;
import io.pipit.core.project.cascade.FollowWay;
import io.pipit.core.project.lambda.RandomChain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After a change of rows, views have what they would make of the rows that are left: whatever they are, and whatever was folded. */
class CascadeWorkTest {
    private static final int CHAINS = Integer.getInteger("cascade.chains", 5);
    private static final String FOREIGN = "SELECT 'copy:other' AS _feed, 0 AS _part, 1::BIGINT AS _off, 0 AS _row,"
            + " TIMESTAMP '2026-01-01 00:00:00' AS _at, 1::UINTEGER AS id, 't1' AS tenant";
    private static final String SOURCE = """
            SCHEMA >
                `id` UInt32 `json:$.id`,
                `tenant` String `json:$.tenant`,
                `ts` DateTime `json:$.ts`,
                `n` Int32 `json:$.n`,
                `v` UInt32 `json:$.v`,
                `note` Nullable(String) `json:$.note`

            ENGINE "MergeTree"
            ENGINE_SORTING_KEY "id"
            """;

    @TempDir
    Path folder;

    private int blocks;
    private Random random;

    @Test
    void viewsHaveWhatTheyWouldMakeOfTheRowsThatAreLeft() {
        long first = Long.getLong("cascade.seed", 1);
        int byKeys = 0;
        for (long seed = first; seed < first + CHAINS; seed++) {
            byKeys += holds(seed) ? 1 : 0;
        }
        assertThat(byKeys).as("random chains with keys").isGreaterThan(CHAINS / 2);
    }

    private boolean holds(long seed) {
        random = new Random(seed);
        blocks = 0;
        RandomChain chain = new RandomChain(random, 1 + random.nextInt(3));
        String about = "seed " + seed + " (-Dcascade.seed): " + chain.nodes();
        Map<String, String> texts = chained(chain);
        boolean all = seed % 5 == 1;
        if (all) {
            shapes(texts);
        }
        try (FollowFixture lake = new FollowFixture(folder.resolve("s" + seed), texts)) {
            assertThat(Cascade.obstacle(lake.plan, "source")).as(about).isEmpty();
            for (int i = 0; i < 4; i++) {
                lake.add("source", rows("log:source", 1 + random.nextInt(12)));
            }
            lake.add("joined", rows("log:joined", 5));
            lake.follow("source", lake.rows("source", lake.state("source").files()));
            if (all) {
                lake.add("shared", FOREIGN);
            }
            for (int round = 0; round < 2; round++) {
                if (random.nextBoolean()) {
                    lake.plan.tables().keySet().forEach(lake::fold);
                }
                change(lake, "c" + round);
                check(lake, "source", about + " round " + round);
            }
            if (all) {
                lake.change("mid", "n % 2 = 0", List.of(), "m");
                check(lake, "mid", about + " below the source");
            }
            return Cascade.ways(lake.plan, "source").get("chained") instanceof FollowWay.ByKeys;
        }
    }

    private void change(FollowFixture lake, String id) {
        String condition = switch (random.nextInt(5)) {
            case 0 -> "tenant = 't1'";
            case 1 -> "n % 5 = 0";
            case 2 -> "note IS NULL";
            case 3 -> "id > 100"; // none
            default -> "id IN (1, 2)";
        };
        List<LakeFile> add = random.nextInt(3) == 0
                ? lake.staged("source", rows("change:source", 1 + random.nextInt(3)))
                : List.of();
        lake.change("source", condition, add, id);
    }

    private static void check(FollowFixture lake, String source, String about) {
        Map<String, List<String>> expected = lake.expected(source);
        Cascade.ways(lake.plan, source).forEach((target, way) -> {
            List<String> read =
                    target.equals("shared") ? lake.ofFeed(target, "_feed NOT LIKE 'copy:%'") : lake.read(target);
            assertThat(read)
                    .as(about + " in " + target + ": " + way.text())
                    .isEqualTo(expected.getOrDefault(target, List.of()));
        });
        if (expected.containsKey("shared")) {
            assertThat(lake.ofFeed("shared", "_feed = 'copy:other'")).as(about).hasSize(1);
        }
    }

    @Test
    void saysHowEachFollows() {
        random = new Random(1);
        Map<String, String> texts = chained(new RandomChain(random, 1));
        shapes(texts);
        try (FollowFixture lake = new FollowFixture(folder, texts)) {
            Map<String, String> ways = new TreeMap<>();
            Cascade.ways(lake.plan, "source").forEach((target, way) -> ways.put(target, way.text()));
            assertThat(ways)
                    .containsEntry("hourly", "the touched groups, by hour, tenant")
                    .containsEntry("daily", "the touched groups, by day, tenant")
                    .containsEntry("newest", "the touched groups, by id")
                    .containsEntry("both", "the touched groups, by tenant")
                    .containsEntry("shared", "the touched groups, by id, tenant")
                    .hasEntrySatisfying(
                            "firsts",
                            text -> assertThat(text)
                                    .startsWith(
                                            "all rows of the touched blocks, since no keys of 'to_firsts' are known")
                                    .contains("LIMIT"))
                    .hasEntrySatisfying("with_joined", text -> assertThat(text).contains("another table"))
                    .hasEntrySatisfying("total", text -> assertThat(text).startsWith("all rows, since"));
        }
    }

    private String rows(String feed, int count) {
        List<String> rows = new ArrayList<>();
        int rest = count;
        while (rest > 0) {
            int block = Math.min(rest, 1 + random.nextInt(5));
            for (int i = 0; i < block; i++) {
                rows.add("('" + feed + "', " + random.nextInt(1) + ", " + blocks + "::BIGINT, " + i
                        + ", TIMESTAMP '2026-05-21 00:00:00' + INTERVAL (" + blocks + ") SECOND, "
                        + random.nextInt(8) + "::UINTEGER, 't" + random.nextInt(3)
                        + "', TIMESTAMP '2026-05-21 10:00:00' + INTERVAL (" + random.nextInt(300) + ") MINUTE, "
                        + (random.nextInt(20) - 5) + ", " + random.nextInt(12) + "::UINTEGER, "
                        + (random.nextInt(3) == 0 ? "NULL" : "'note" + random.nextInt(3) + "'") + ")");
            }
            blocks++;
            rest -= block;
        }
        return "SELECT * FROM (VALUES " + String.join(", ", rows)
                + ") AS r(_feed, _part, _off, _row, _at, id, tenant, ts, n, v, note)";
    }

    private static Map<String, String> chained(RandomChain chain) {
        Map<String, String> texts = new TreeMap<>();
        texts.put("datasources/source.datasource", SOURCE);
        texts.put("datasources/joined.datasource", SOURCE);
        table(texts, "chained", chain.columns(), "MergeTree", "tuple()");
        pipe(
                texts,
                "chained",
                chain.nodes().stream().map(node -> node.replace(" FINAL", "")).toList());
        return texts;
    }

    private static void shapes(Map<String, String> texts) {
        table(
                texts,
                "hourly",
                Map.of("tenant", "String", "hour", "DateTime", "c", "AggregateFunction(count)"),
                "AggregatingMergeTree",
                "tenant, hour");
        pipe(
                texts,
                "hourly",
                List.of(
                        "SELECT tenant, toStartOfHour(ts) AS hour, countState() AS c FROM source GROUP BY tenant, hour"));
        table(
                texts,
                "daily",
                Map.of("tenant", "String", "day", "Date", "c", "AggregateFunction(count)"),
                "AggregatingMergeTree",
                "tenant, day");
        pipe(
                texts,
                "daily",
                List.of(
                        "SELECT tenant, toDate(hour) AS day, countMergeState(c) AS c FROM hourly GROUP BY tenant, day"));
        table(
                texts,
                "newest",
                Map.of("id", "UInt32", "n", "Int32", "v", "UInt32"),
                "ReplacingMergeTree\"\nENGINE_VER \"v",
                "id");
        pipe(texts, "newest", List.of("SELECT id, n, v FROM source WHERE n > -3"));
        table(texts, "both", Map.of("tenant", "String", "s", "Int64"), "SummingMergeTree", "tenant");
        pipe(texts, "both", List.of("SELECT tenant, toInt64(sum(n)) AS s FROM source GROUP BY tenant"));
        pipe(texts, "also_both", "both", List.of("SELECT tenant, toInt64(v) AS s FROM source WHERE v > 3"));
        table(texts, "shared", Map.of("id", "UInt32", "tenant", "String"), "MergeTree", "id");
        pipe(texts, "shared", List.of("SELECT id, tenant FROM source WHERE n % 2 = 0"));
        pipe(texts, "also_shared", "shared", List.of("SELECT id, tenant FROM joined"));
        table(texts, "firsts", Map.of("id", "UInt32", "v", "UInt32"), "MergeTree", "id");
        pipe(texts, "firsts", List.of("SELECT id, v FROM source ORDER BY v, n, id LIMIT 2"));
        table(texts, "with_joined", Map.of("id", "UInt32", "c", "UInt64"), "MergeTree", "id");
        pipe(
                texts,
                "with_joined",
                List.of(
                        "SELECT s.id AS id, count() AS c FROM source AS s LEFT JOIN joined AS j ON s.id = j.id GROUP BY s.id"));
        table(texts, "mid", Map.of("id", "UInt32", "n", "Int32", "tenant", "String"), "MergeTree", "id");
        pipe(texts, "mid", List.of("SELECT id, n, tenant FROM source WHERE n > 0"));
        table(
                texts,
                "top",
                Map.of("tenant", "String", "c", "AggregateFunction(count)"),
                "AggregatingMergeTree",
                "tenant");
        pipe(texts, "top", List.of("SELECT tenant, countState() AS c FROM mid GROUP BY tenant"));
        table(texts, "total", Map.of("one", "UInt8", "s", "Int64"), "SummingMergeTree", "one");
        pipe(texts, "total", List.of("SELECT 1 AS one, toInt64(sum(n)) AS s FROM source GROUP BY one"));
    }

    private static void table(
            Map<String, String> texts, String name, Map<String, String> columns, String engine, String key) {
        texts.put(
                "datasources/" + name + ".datasource",
                columns.entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(c -> "    `" + c.getKey() + "` " + c.getValue())
                                .collect(Collectors.joining(",\n", "SCHEMA >\n", "\n\n"))
                        + "ENGINE \"" + engine + "\"\nENGINE_SORTING_KEY \"" + key + "\"\n");
    }

    private static void pipe(Map<String, String> texts, String target, List<String> nodes) {
        pipe(texts, "to_" + target, target, nodes);
    }

    private static void pipe(Map<String, String> texts, String name, String target, List<String> nodes) {
        StringBuilder pipe = new StringBuilder();
        for (int i = 0; i < nodes.size(); i++) {
            pipe.append("NODE n")
                    .append(i)
                    .append("\nSQL >\n")
                    .append(nodes.get(i).indent(4))
                    .append('\n');
        }
        texts.put("pipes/" + name + ".pipe", pipe + "TYPE materialized\nDATASOURCE " + target + "\n");
    }
}
