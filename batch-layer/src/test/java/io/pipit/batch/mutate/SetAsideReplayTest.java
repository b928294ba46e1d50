package io.pipit.batch.mutate;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.LogPartition;
import io.pipit.core.lake.FeedCoverage.SetAsideBlock;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks that were set aside are run again once the views take them; each once, and never half a chain of views. */
class SetAsideReplayTest {
    private static final String TABLE = """
            SCHEMA >
                `id` UInt32 %s,
                `n` %s %s

            ENGINE "%s"
            ENGINE_SORTING_KEY "id"
            """;

    @TempDir
    Path folder;

    @Test
    void blocksAreTakenOnceWhenTheViewTakesThem() {
        LogPartition partition = new LogPartition(new UUID(1, 2).toString(), 0);
        List<SetAsideBlock> blocks =
                List.of(new SetAsideBlock(partition, 2, "poison"), new SetAsideBlock(partition, 3, "poison"));
        try (FollowFixture lake = new FollowFixture(folder, project("toUInt32(n)"))) {
            String rows = "SELECT * FROM (VALUES " + row(1, 0, 1, "'5'") + ", " + row(2, 0, 2, "'x'") + ", "
                    + row(2, 1, 1, "'7'") + ", " + row(3, 0, 3, "'9'") + ") AS r(_feed, _part, _off, _row, _at, id, n)";
            lake.add("source", rows);
            lake.setAside("source", "(SELECT * FROM (" + rows + ") AS s WHERE _off = 1)", blocks);
            assertThat(lake.read("sums")).containsExactly("{'id': 1, 'n': 5}");

            // The first fails again, for both views; the second was set aside for a reason that is gone.
            SetAsideReplay.Outcome again = lake.replay("source", "a");
            assertThat(again).isEqualTo(new SetAsideReplay.Outcome(2, 2, 1));
            assertThat(lake.read("numbers")).containsExactly("{'id': 1, 'n': 5}", "{'id': 3, 'n': 9}");
            assertThat(lake.read("sums")).containsExactly("{'id': 1, 'n': 5}", "{'id': 3, 'n': 9}");

            FollowFixture mended = lake.with(project("toUInt32OrZero(n)"));
            assertThat(mended.replay("source", "b")).isEqualTo(new SetAsideReplay.Outcome(2, 4, 0));
            assertThat(mended.replay("source", "c")).isEqualTo(new SetAsideReplay.Outcome(0, 0, 0));
            assertThat(mended.read("numbers")).hasSize(4);
            assertThat(mended.read("sums"))
                    .containsExactly("{'id': 1, 'n': 12}", "{'id': 2, 'n': 0}", "{'id': 3, 'n': 9}");
            mended.state("sums")
                    .coverage()
                    .feeds()
                    .values()
                    .forEach(feed -> assertThat(feed.setAside()).isEmpty());
        }
    }

    private static String row(int block, int row, int id, String n) {
        return "('log:source', 0, " + block + "::BIGINT, " + row + ", TIMESTAMP '2026-05-21 00:00:00', " + id
                + "::UINTEGER, " + n + ")";
    }

    private static Map<String, String> project(String number) {
        Map<String, String> texts = new TreeMap<>();
        texts.put("source.datasource", TABLE.formatted("`json:$.id`", "String", "`json:$.n`", "MergeTree"));
        texts.put("numbers.datasource", TABLE.formatted("", "UInt32", "", "MergeTree"));
        texts.put("sums.datasource", TABLE.formatted("", "UInt32", "", "SummingMergeTree"));
        texts.put("to_numbers.pipe", pipe("SELECT id, " + number + " AS n FROM source", "numbers"));
        texts.put("to_sums.pipe", pipe("SELECT id, n FROM numbers", "sums"));
        return texts;
    }

    private static String pipe(String sql, String target) {
        return "NODE a\nSQL >\n    " + sql + "\nTYPE materialized\nDATASOURCE " + target + "\n";
    }
}
