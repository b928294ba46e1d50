package io.pipit.speed;

import io.pipit.core.project.ProjectFiles;
import java.util.Map;
import java.util.TreeMap;

/** A small project: events with an aggregate, a row-wise view and a view of that view; clicks with an aggregate. */
final class TestProject {
    private final Map<String, String> texts = new TreeMap<>();

    static TestProject full() {
        return withoutViewOfView()
                .dataSource(
                        "by_big", "`kind` String,\n    `n` AggregateFunction(count)", "AggregatingMergeTree", "kind")
                .view("by_big", "big", "SELECT kind, countState() AS n FROM big GROUP BY kind");
    }

    static TestProject withoutViewOfView() {
        return new TestProject()
                .dataSource(
                        "events",
                        "`id` Int64 `json:$.id`,\n    `kind` String `json:$.kind`,\n    `amount` Int64 `json:$.amount`",
                        "MergeTree",
                        "id")
                .dataSource(
                        "by_kind",
                        "`kind` String,\n    `n` AggregateFunction(count),\n    `total` AggregateFunction(sum, Int64)",
                        "AggregatingMergeTree",
                        "kind")
                .view(
                        "by_kind",
                        "events",
                        "SELECT kind, countState() AS n, sumState(amount) AS total FROM events GROUP BY kind")
                .dataSource("big", "`id` Int64,\n    `kind` String,\n    `amount` Int64", "MergeTree", "id")
                .view("big", "events", "SELECT id, kind, amount FROM events WHERE amount > 50")
                .dataSource("clicks", "`user` String `json:$.user`,\n    `n` Int64 `json:$.n`", "MergeTree", "user")
                .dataSource(
                        "by_user",
                        "`user` String,\n    `n` AggregateFunction(sum, Int64)",
                        "AggregatingMergeTree",
                        "user")
                .view("by_user", "clicks", "SELECT user, sumState(n) AS n FROM clicks GROUP BY user");
    }

    /** With a view that fails on kinds that are no numbers, and one that reads from it. */
    static TestProject strict() {
        return withoutViewOfView()
                .dataSource("numbers", "`n` Int64", "MergeTree", "n")
                .view("numbers", "events", "SELECT toInt64(kind) AS n FROM events");
    }

    TestProject dataSource(String name, String columns, String engine, String sortingKey) {
        texts.put(
                "datasources/" + name + ".datasource",
                "SCHEMA >\n    " + columns + "\n\nENGINE \"" + engine + "\"\nENGINE_SORTING_KEY \"" + sortingKey
                        + "\"\n");
        return this;
    }

    TestProject view(String target, String source, String sql) {
        texts.put(
                "pipes/to_" + target + ".pipe",
                "DESCRIPTION from " + source + "\n\nNODE make_" + target + "\nSQL >\n    " + sql
                        + "\n\nTYPE materialized\nDATASOURCE " + target + "\n");
        return this;
    }

    ProjectFiles files() {
        return ProjectFiles.of(texts);
    }
}
