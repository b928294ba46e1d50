package io.pipit.core.log;

import io.pipit.core.block.LogPartition;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A topic as it exists in Kafka.
 *
 * @param name Kafka's name of the topic
 * @param topicId Kafka's id, which another topic of the same name does not share
 * @param partitions how many
 */
public record LogTopic(String name, String topicId, int partitions) {
    /** All partitions. */
    public List<LogPartition> logPartitions() {
        return IntStream.range(0, partitions)
                .mapToObj(p -> new LogPartition(topicId, p))
                .toList();
    }
}
