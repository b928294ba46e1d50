package io.pipit.bench.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The project of {@link Batch}: visits, each in two versions, a copy that keeps the newer ones, and four views that come later. */
final class BatchProject {
    /** The queries of the views, for the engine of the DuckDB peer. */
    static final Map<String, String> PEER_VIEWS = new TreeMap<>(Map.of(
            "by_hour",
                    "SELECT date_trunc('hour', ts) AS hour, action, count(*) AS hits FROM %s GROUP BY ALL ORDER BY ALL",
            "by_user",
                    "SELECT \"user\", count(*) AS hits, sum(bytes) AS bytes, max(ts) AS seen FROM %s GROUP BY ALL ORDER BY ALL",
            "by_page",
                    "SELECT ts::DATE AS day, page, count(*) AS hits, sum(bytes) AS bytes FROM %s GROUP BY ALL ORDER BY ALL",
            "large", "SELECT id, ts, \"user\", page, bytes FROM %s WHERE bytes > 4500 ORDER BY ts"));

    private static final Map<String, String> VIEWS = Map.of(
            "by_hour",
                    "SELECT toStartOfHour(ts) AS hour, action, countState() AS hits FROM visits GROUP BY hour, action",
            "by_user",
                    "SELECT user, countState() AS hits, sumState(bytes) AS bytes, maxSimpleState(ts) AS seen FROM visits GROUP BY user",
            "by_page",
                    "SELECT toDate(ts) AS day, page, countState() AS hits, sumState(bytes) AS bytes FROM visits GROUP BY day, page",
            "large", "SELECT id, ts, user, page, bytes FROM visits WHERE bytes > 4500");

    private static final Map<String, String> TARGETS = Map.of(
            "by_hour",
                    "`hour` DateTime,\n    `action` String,\n    `hits` AggregateFunction(count)|AggregatingMergeTree|hour, action",
            "by_user",
                    "`user` String,\n    `hits` AggregateFunction(count),\n    `bytes` AggregateFunction(sum, UInt32),\n    `seen` SimpleAggregateFunction(max, DateTime)|AggregatingMergeTree|user",
            "by_page",
                    "`day` Date,\n    `page` String,\n    `hits` AggregateFunction(count),\n    `bytes` AggregateFunction(sum, UInt32)|AggregatingMergeTree|day, page",
            "large",
                    "`id` UInt64,\n    `ts` DateTime,\n    `user` String,\n    `page` String,\n    `bytes` UInt32|MergeTree|ts");

    private static final String COLUMNS = """
                `id` UInt64%s,
                `ver` UInt64%s,
                `ts` DateTime%s,
                `user` String%s,
                `action` String%s,
                `page` String%s,
                `bytes` UInt32%s
            """;

    private BatchProject() {}

    /** The data source and the copy. */
    static Path write(Path folder) {
        file(folder, "datasources/visits.datasource", visits("ts"));
        file(
                folder,
                "datasources/newest.datasource",
                "SCHEMA >\n" + COLUMNS.replace("%s", "") + "\nENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"id\"\n");
        file(
                folder,
                "copies/dedupe.pipe",
                "NODE dedupe\nSQL >\n    SELECT * FROM visits ORDER BY ver DESC LIMIT 1 BY id\n\nTYPE copy\n"
                        + "TARGET_DATASOURCE newest\nCOPY_MODE replace\nCOPY_SCHEDULE @on-demand\n");
        file(
                folder,
                "endpoints/seen.pipe",
                "NODE seen\nSQL >\n    SELECT count() AS events FROM visits\n\nTYPE endpoint\n");
        file(
                folder,
                "endpoints/newest_count.pipe",
                "NODE counted\nSQL >\n    SELECT count() AS events FROM newest\n\nTYPE endpoint\n");
        return folder;
    }

    /** The views are added. */
    static void addViews(Path folder) {
        VIEWS.forEach((name, sql) -> {
            String[] target = TARGETS.get(name).split("\\|");
            file(
                    folder,
                    "datasources/" + name + ".datasource",
                    "SCHEMA >\n    " + target[0] + "\n\nENGINE \"" + target[1] + "\"\nENGINE_SORTING_KEY \"" + target[2]
                            + "\"\n");
            file(
                    folder,
                    "materializations/to_" + name + ".pipe",
                    "NODE to_" + name + "\nSQL >\n    " + sql + "\n\nTYPE materialized\nDATASOURCE " + name + "\n");
        });
    }

    /** The visits are sorted by something else. */
    static void sortBy(Path folder, String key) {
        file(folder, "datasources/visits.datasource", visits(key));
    }

    private static String visits(String key) {
        String schema = COLUMNS;
        for (String column : new String[] {"id", "ver", "ts", "user", "action", "page", "bytes"}) {
            schema = schema.replaceFirst("%s", " `json:\\$." + column + "`");
        }
        return "SCHEMA >\n" + schema + "\nENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"" + key + "\"\n";
    }

    private static void file(Path folder, String name, String text) {
        try {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
