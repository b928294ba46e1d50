package io.pipit.intake.kafka;

/** Is told what feeders do. Must not block. */
@FunctionalInterface
public interface FeederObserver {
    /** Nobody looks. */
    FeederObserver NONE = report -> {};

    /** How much a message matters. */
    enum Level {
        /** How far a feeder is. */
        INFO,
        /** Something is lost or odd; it goes on. */
        WARNING,
        /** It does not go on. */
        ERROR
    }

    /**
     * What happened.
     *
     * @param partition of the topic; -1 for all
     * @param lag messages behind the end; -1 when not known
     * @param messages since the report before
     * @param bytes since the report before
     */
    record Report(
            String dataSource,
            String topic,
            int partition,
            Level level,
            long lag,
            long messages,
            long bytes,
            String message) {}

    /** Something happened. */
    void told(Report report);
}
