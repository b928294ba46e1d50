package io.pipit.jobs.reconcile;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.Serializable;

/**
 * What is asked for.
 *
 * @param kind which work
 * @param name of the definition
 * @param fromMicros the first microsecond since 1970 in UTC
 * @param toMicros the microsecond after the last
 * @param repair whether what is missing is put in
 * @param ways what is looked for
 * @param maxMissing more than that are not put in; nothing is then
 * @param batchRows so many rows are put in at once
 * @param rowsPerSecond how fast rows are put in; 0 for as fast as it goes
 * @param deletion of a clean-up
 * @param views whether the views of the data source are compared with it, too
 */
public record ReconcileRequest(
        Kind kind,
        String name,
        long fromMicros,
        long toMicros,
        Repair repair,
        Ways ways,
        long maxMissing,
        int batchRows,
        long rowsPerSecond,
        Deletion deletion,
        Views views)
        implements Serializable {
    /** How many may be missing where nothing is said. */
    public static final long MAX_MISSING = 100_000;
    /** How many rows are put in at once where nothing is said. */
    public static final int BATCH_ROWS = 5_000;

    /** Which work. */
    public enum Kind {
        /** Both sides are compared, then what is missing is put in. */
        RECONCILE,
        /** All rows of the source are put in that are not there. */
        BACKFILL,
        /** Rows of some ids are deleted, put in, or both. */
        CLEANUP
    }

    /** Whether rows go first. */
    public enum Deletion {
        NONE,
        ROWS,
        /** Views follow. */
        ROWS_AND_VIEWS
    }

    /** Whether anything is changed. */
    public enum Repair {
        NOTHING,
        MISSING
    }

    /** What becomes of views. */
    public enum Views {
        LEAVE,
        /** They are compared with what their SQL makes of the rows, and put right where rows are put in. */
        COMPARE
    }

    /** Runs that were stored before there were views say nothing of them. */
    public ReconcileRequest {
        views = views == null ? Views.LEAVE : views;
    }

    /** What is looked for. */
    public enum Ways {
        MISSING,
        BOTH
    }

    /** A comparison of a range. */
    public static ReconcileRequest reconcile(String name, long fromMicros, long toMicros, Repair repair) {
        return new ReconcileRequest(
                Kind.RECONCILE,
                name,
                fromMicros,
                toMicros,
                repair,
                Ways.MISSING,
                MAX_MISSING,
                BATCH_ROWS,
                0,
                Deletion.NONE,
                Views.LEAVE);
    }

    /** The same, looking both ways. */
    public ReconcileRequest bothWays() {
        return new ReconcileRequest(
                kind,
                name,
                fromMicros,
                toMicros,
                repair,
                Ways.BOTH,
                maxMissing,
                batchRows,
                rowsPerSecond,
                deletion,
                views);
    }

    /** The same with another bound for what may be missing. */
    public ReconcileRequest withMaxMissing(long most) {
        return new ReconcileRequest(
                kind, name, fromMicros, toMicros, repair, ways, most, batchRows, rowsPerSecond, deletion, views);
    }

    /** The same, looking at views too. */
    public ReconcileRequest withViews() {
        return new ReconcileRequest(
                kind,
                name,
                fromMicros,
                toMicros,
                repair,
                ways,
                maxMissing,
                batchRows,
                rowsPerSecond,
                deletion,
                Views.COMPARE);
    }

    /**
     * The same, when its range has a length.
     *
     * @throws PipitException {@code INVALID_PARAMETER}
     */
    public ReconcileRequest checked() {
        if (fromMicros >= toMicros) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "The start of the range is not before its end; nothing lies between them.");
        }
        return this;
    }

    /** A filling of a range. */
    public static ReconcileRequest backfill(
            String name, long fromMicros, long toMicros, int batchRows, long rowsPerSecond) {
        return new ReconcileRequest(
                Kind.BACKFILL,
                name,
                fromMicros,
                toMicros,
                Repair.MISSING,
                Ways.MISSING,
                Long.MAX_VALUE,
                batchRows,
                rowsPerSecond,
                Deletion.NONE,
                Views.LEAVE);
    }

    /** Deletes the rows of some ids, puts them in, or both; the ids come with the run. */
    public static ReconcileRequest cleanup(String name, Deletion deletion, Repair repair) {
        return new ReconcileRequest(
                Kind.CLEANUP, name, 0, 1, repair, Ways.MISSING, Long.MAX_VALUE, BATCH_ROWS, 0, deletion, Views.LEAVE);
    }
}
