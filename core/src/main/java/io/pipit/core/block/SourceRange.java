package io.pipit.core.block;

import java.io.Serializable;
import java.util.Objects;

/**
 * What a block holds of one partition of a foreign topic: every message from an offset up to another that was still there.
 *
 * <p>A range follows a point. Consumers of the log take a block only when each of its ranges follows the point where its
 * source stands by then, and drop it otherwise, all alike. So the ranges that count join on to each other without gap and overlap,
 * whoever wrote them and how often.
 *
 * @param group in whose name the topic is read: another one reads it from anew
 * @param topic name of the topic
 * @param partition of the topic
 * @param topicId identity of the topic: one made anew has another
 * @param from first offset
 * @param to next offset
 * @param after where the source stands before
 */
public record SourceRange(
        String group, String topic, int partition, String topicId, long from, long to, SourcePoint after)
        implements Serializable {
    /** Refuses nulls, and ranges that end before they begin. */
    public SourceRange {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(topicId, "topicId");
        Objects.requireNonNull(after, "after");
        if (to < from) {
            throw new IllegalArgumentException("A range from " + from + " to " + to);
        }
    }
}
