package io.pipit.intake.kafka;

/**
 * How feeders work.
 *
 * @param lingerMillis how long messages wait for others to share their block
 * @param blockBytes a block is closed when it has this many bytes of JSON
 * @param underWayBytes messages of one feeder, in bytes, that are written and not yet acknowledged; beyond it reading waits
 * @param firstRetryMillis how long a feeder waits after its first failure; twice as long after each further one
 * @param lastRetryMillis the longest that it waits
 * @param reportMillis how often it reports how far it is
 */
public record FeederSettings(
        int lingerMillis,
        int blockBytes,
        long underWayBytes,
        long firstRetryMillis,
        long lastRetryMillis,
        long reportMillis) {
    /** Blocks of 200 ms or 4 MiB, retries after 1 to 30 seconds, a report every 10 seconds. */
    public static final FeederSettings DEFAULTS = new FeederSettings(200, 4 << 20, 32L << 20, 1_000, 30_000, 10_000);
}
