package io.pipit.core.block;

import java.io.Serializable;

/**
 * A partition of a landing log. The topic id, not its name, is the identity: a log made anew has another.
 *
 * @param topicId Kafka's topic id as text
 * @param partition from 0
 */
public record LogPartition(String topicId, int partition) implements Serializable, Comparable<LogPartition> {
    @Override
    public int compareTo(LogPartition other) {
        int byTopic = topicId.compareTo(other.topicId);
        return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
    }
}
