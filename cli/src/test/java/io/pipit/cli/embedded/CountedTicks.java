package io.pipit.cli.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A project of one data source, and a view that counts its events by a key. */
final class CountedTicks {
    private CountedTicks() {}

    /** Writes it into a folder of its own, which is returned. */
    static Path write(Path folder) throws IOException {
        Path made = Files.createDirectories(folder.resolve("project"));
        Files.writeString(
                made.resolve("ticks.datasource"),
                "SCHEMA >\n    `n` Int64 `json:$.n`,\n    `k` String `json:$.k`\nENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"n\"\n");
        Files.writeString(
                made.resolve("by_k.datasource"),
                "SCHEMA >\n    `k` String,\n    `total` AggregateFunction(count)\nENGINE \"AggregatingMergeTree\"\nENGINE_SORTING_KEY \"k\"\n");
        Files.writeString(
                made.resolve("count_by_k.pipe"),
                "NODE counted\nSQL >\n    SELECT k, countState() AS total FROM ticks GROUP BY k\nTYPE materialized\nDATASOURCE by_k\n");
        return made;
    }
}
