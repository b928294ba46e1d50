package io.pipit.intake.kafka;

import java.util.List;

/**
 * How a feeder is.
 *
 * @param error why it does not read; null when it does
 * @param code of the error, or the empty text
 * @param messages that count, since the process started, with those in the quarantine
 * @param quarantined those in the quarantine
 * @param bytes of their keys and values
 * @param lost messages that the topic had deleted before they were read
 * @param partitions those that this process reads
 */
public record FeederStatus(
        String dataSource,
        String connection,
        String topic,
        String group,
        State state,
        String code,
        String error,
        long messages,
        long quarantined,
        long bytes,
        long lost,
        List<Partition> partitions) {
    /** What a feeder does. */
    public enum State {
        /** It finds out where to go on. */
        STARTING,
        /** It reads. */
        READING,
        /** It failed, and tries again by itself. */
        RETRYING,
        /** It cannot begin before the project changes. */
        BROKEN
    }

    /**
     * A partition of the topic.
     *
     * @param next the first offset that does not count yet
     * @param lag messages from there to the end
     */
    public record Partition(int partition, long next, long lag) {}

    /** Copies the list. */
    public FeederStatus {
        partitions = List.copyOf(partitions);
    }
}
