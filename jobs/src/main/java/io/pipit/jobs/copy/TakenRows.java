package io.pipit.jobs.copy;

/** Knows whether rows were taken out of tables by others than copies. */
public interface TakenRows {
    /** Nobody takes any. */
    TakenRows NONE = (table, sinceMillis) -> Extent.NONE;

    /** How many. */
    enum Extent {
        NONE,
        SOME,
        ALL
    }

    /** How many have gone since a time, in milliseconds since 1970. */
    Extent since(String table, long sinceMillis);
}
