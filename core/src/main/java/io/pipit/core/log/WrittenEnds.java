package io.pipit.core.log;

import io.pipit.core.block.LogPartition;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sees that a log was made anew under a writer. Kafka's producer knows topics by name and goes on with a new one as if nothing had
 * happened; but offsets of one partition only grow. Thread-safe.
 */
final class WrittenEnds {
    private final Map<LogPartition, Long> last = new ConcurrentHashMap<>();
    private final Set<String> lostTopicIds = ConcurrentHashMap.newKeySet();

    /** Throws {@code DATA_LOSS} when the log is known to have been made anew. */
    void check(LogTopic log) {
        if (lostTopicIds.contains(log.topicId())) {
            throw lost(log, "Nothing of this request was stored.");
        }
    }

    /** Notes an offset that was acknowledged; throws {@code DATA_LOSS} when it cannot be of this log. */
    void written(LogTopic log, int partition, long offset) {
        long newest = last.merge(new LogPartition(log.topicId(), partition), offset, Math::max);
        if (offset < newest) {
            lostTopicIds.add(log.topicId());
        }
        if (lostTopicIds.contains(log.topicId())) {
            throw lost(
                    log,
                    "This request is in partition " + partition + " of the new one at offset " + offset
                            + ", where no table reads it.");
        }
    }

    private static PipitException lost(LogTopic log, String request) {
        return new PipitException(
                ErrorCode.DATA_LOSS,
                "The log " + log.name() + " with topic id " + log.topicId() + " is gone: another topic has its name. "
                        + request + " Restore the topic, or rebuild the tables of this log; then start again.");
    }
}
