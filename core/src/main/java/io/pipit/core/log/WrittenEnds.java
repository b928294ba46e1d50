package io.pipit.core.log;

import io.pipit.core.block.LogPartition;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sees that a log was made anew under a writer. Kafka's producer knows topics by name and goes on with a new one as if nothing had
 * happened; but offsets of one partition only grow: what is sent after an offset was acknowledged gets a higher one. (What is sent
 * together may be noted here in any order.) Thread-safe.
 */
final class WrittenEnds {
    /** No offset is known. */
    static final long NONE = -1;

    private final Map<LogPartition, Long> last = new ConcurrentHashMap<>();
    private final Set<String> lostTopicIds = ConcurrentHashMap.newKeySet();

    /**
     * The highest offset that was noted for the partition, -1 for none: ask before sending.
     *
     * @throws PipitException {@code DATA_LOSS} when the log is known to have been made anew
     */
    long before(LogTopic log, int partition) {
        if (lostTopicIds.contains(log.topicId())) {
            throw lost(log, "Nothing of this request was stored.");
        }
        return last.getOrDefault(new LogPartition(log.topicId(), partition), NONE);
    }

    /**
     * Notes an offset that was acknowledged.
     *
     * @param before the answer of {@link #before} when it was sent
     * @throws PipitException {@code DATA_LOSS} when it cannot be of this log
     */
    void written(LogTopic log, int partition, long before, long offset) {
        last.merge(new LogPartition(log.topicId(), partition), offset, Math::max);
        if (offset <= before) {
            lostTopicIds.add(log.topicId());
        }
        if (lostTopicIds.contains(log.topicId())) {
            throw elsewhere(log, partition, offset);
        }
    }

    /** Notes that the log was made anew before an offset was acknowledged; the {@code DATA_LOSS} for who sent that. */
    PipitException madeAnew(LogTopic log, int partition, long offset) {
        lostTopicIds.add(log.topicId());
        return elsewhere(log, partition, offset);
    }

    private static PipitException elsewhere(LogTopic log, int partition, long offset) {
        return lost(
                log,
                "This request is in partition " + partition + " of the new one at offset " + offset
                        + ", where no table reads it.");
    }

    private static PipitException lost(LogTopic log, String request) {
        return new PipitException(
                ErrorCode.DATA_LOSS,
                "The log " + log.name() + " with topic id " + log.topicId() + " is gone: another topic has its name. "
                        + request
                        + " Restore the topic, or end all processes and go on without it ('pipit log renew'); then start again.");
    }
}
