package io.pipit.batch.mutate;

import io.pipit.core.project.lambda.RandomChain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A source, views of it in all shapes, and random rows. */
public final class FollowProject {
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

    private final Random random;
    private int blocks;

    /** Of random rows. */
    public FollowProject(Random random) {
        this.random = random;
    }

    /** Rows of the source or the joined table, in blocks, as a query. */
    public String rows(String feed, int count) {
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

    /** A project with a chain of random nodes. */
    public static Map<String, String> chained(RandomChain chain) {
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

    /** Adds a target of each shape. */
    public static void shapes(Map<String, String> texts) {
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
