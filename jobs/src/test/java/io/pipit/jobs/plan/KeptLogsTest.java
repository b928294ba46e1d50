package io.pipit.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.LogPartition;
import io.pipit.core.lake.FeedCoverage;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whether a table can be taken as it is, by where it ends and where the log begins. */
class KeptLogsTest {
    private static final FeedCoverage NOTHING = new FeedCoverage(new TreeMap<>());

    private final KeptLogs logs = new KeptLogs();

    @Test
    void aTableThatHasSeenNothingGoesOnAtTheBeginningOnly() {
        logs.see("whole", "id-1", Map.of(0, 0L, 1, 0L));
        logs.see("trimmed", "id-2", Map.of(0, 0L, 1, 7L));

        assertThat(logs.goesOn("whole", null)).isTrue();
        assertThat(logs.goesOn("whole", NOTHING)).isTrue();
        assertThat(logs.goesOn("trimmed", null)).isFalse();
        assertThat(logs.goesOn("trimmed", NOTHING)).isFalse();
        assertThat(logs.goesOn("not made yet", NOTHING)).isTrue();
    }

    @Test
    void aPartitionThatIsNotCoveredCountsFromItsBeginning() {
        logs.see("trimmed", "id", Map.of(0, 5L, 1, 7L));

        assertThat(logs.goesOn("trimmed", upTo("id", Map.of(0, 5L, 1, 7L)))).isTrue();
        assertThat(logs.goesOn("trimmed", upTo("id", Map.of(0, 9L)))).isFalse();
        assertThat(logs.goesOn("trimmed", upTo("id", Map.of(0, 4L, 1, 7L)))).isFalse();
    }

    @Test
    void aLogThatWasMadeAnewIsAnotherOne() {
        logs.see("events", "new", Map.of(0, 0L));

        assertThat(logs.goesOn("events", upTo("old", Map.of(0, 3L)))).isFalse();
    }

    private static FeedCoverage upTo(String topicId, Map<Integer, Long> next) {
        TreeMap<LogPartition, Long> partitions = new TreeMap<>();
        next.forEach((partition, offset) -> partitions.put(new LogPartition(topicId, partition), offset));
        return new FeedCoverage(partitions);
    }
}
