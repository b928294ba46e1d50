package io.pipit.jobs.mutation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.pipit.batch.mutate.MutateSpec.Views;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.lake.LakeFile;
import io.pipit.jobs.store.StoredJob;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * One change of the rows of a table, as it is remembered. Times are milliseconds since 1970, 0 where there is none yet.
 *
 * @param id names it for ever; its commit happens once by it
 * @param kind what is to be done
 * @param table whose rows change
 * @param condition of the dialect: which rows go, and which rows of a file count; the empty text for all rows
 * @param source where the rows come from that are appended or take the place of others
 * @param views whether they follow
 * @param state how far it is
 * @param result what it did
 * @param error why it failed, or the empty text
 * @param errorCode of the error, or the empty text
 */
public record RowChange(
        String id,
        Kind kind,
        String table,
        String condition,
        Source source,
        Views views,
        State state,
        Result result,
        String error,
        String errorCode,
        long createdAtMillis,
        long startedAtMillis,
        long endedAtMillis)
        implements StoredJob {
    /** What is to be done. */
    public enum Kind {
        DELETE,
        TRUNCATE,
        REPLACE,
        APPEND,
        /** The rows of an older snapshot take the place of all. */
        ROLLBACK,
        /** Quarantined rows are sent once more, and leave the quarantine. */
        REPLAY,
        /** Views are compared with the table, and put right where they follow. */
        VIEWS,
        /** Views run again on the blocks that were set aside for them. */
        SET_ASIDE;

        /** Whether rows of the table itself may be gone afterwards. */
        public boolean takesRowsAway() {
            return this == DELETE || this == TRUNCATE || this == REPLACE || this == ROLLBACK;
        }
    }

    /** How far a change is. */
    public enum State {
        WAITING,
        WORKING,
        DONE,
        ERROR,
        /** It was ended before it began. */
        CANCELLED
    }

    /**
     * Where rows come from.
     *
     * @param url that is fetched, or the empty text
     * @param format of what is there, or the empty text when its name says it
     * @param emptyMeansAll whether a file without rows empties the data source
     * @param staged the rows, once they are written
     * @param snapshot whose rows they are, or -1
     * @param replay which quarantined rows, and how many of them are sent; null before that is known
     */
    public record Source(
            String url, String format, boolean emptyMeansAll, StagedRows staged, long snapshot, Replay replay) {
        private static final long NO_SNAPSHOT = -1;

        /** No rows. */
        public static final Source NONE = new Source("", "", false, null, NO_SNAPSHOT, null);

        /** Those of an older snapshot. */
        public static Source snapshot(long id) {
            return new Source("", "", false, null, id, null);
        }

        /** Rows that are fetched when the turn of the change comes. */
        public static Source url(String url, String format, boolean emptyMeansAll) {
            return new Source(url, format, emptyMeansAll, null, NO_SNAPSHOT, null);
        }

        /** Rows that are written. */
        public static Source staged(StagedRows rows) {
            return new Source("", "", false, rows, NO_SNAPSHOT, null);
        }
    }

    /**
     * Rows of a file, written for the table and not committed.
     *
     * @param files that hold them
     * @param rows how many
     * @param quarantined how many did not fit; they are in the quarantine
     * @param leftOut how many the condition is not true for
     */
    public record StagedRows(List<LakeFile> files, long rows, long quarantined, long leftOut) {}

    /**
     * A replay of quarantined rows.
     *
     * @param set of the engine, over hidden columns: all rows that it is about
     * @param last identity of the last one that is sent, or the empty text
     * @param pieces in which they were sent
     * @param rows that fitted
     * @param quarantined that did not fit again
     */
    public record Replay(String set, String last, int pieces, long rows, long quarantined) {
        /** The rows that are sent: of the engine, over hidden columns. */
        String sent() {
            return "(" + set + ") AND (_feed, _part, _off, _row) <= " + last;
        }
    }

    /**
     * What a change did.
     *
     * @param removed rows that went, as queries saw them
     * @param added rows that came
     * @param quarantined rows that did not fit
     * @param edge the positions below which rows went, or the empty text
     * @param note what there is to say, or the empty text
     */
    public record Result(long removed, long added, long quarantined, String edge, String note) {
        static final Result NONE = new Result(0, 0, 0, "", "");
    }

    static RowChange asked(Kind kind, String table, String condition, Source source, Views views, long nowMillis) {
        String id = UUID.randomUUID().toString();
        return new RowChange(
                id, kind, table, condition, source, views, State.WAITING, Result.NONE, "", "", nowMillis, 0, 0);
    }

    /** The same under an id that a text always gives. */
    RowChange named(String text) {
        String same =
                UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
        return new RowChange(
                same,
                kind,
                table,
                condition,
                source,
                views,
                state,
                result,
                error,
                errorCode,
                createdAtMillis,
                startedAtMillis,
                endedAtMillis);
    }

    RowChange working(long nowMillis) {
        long started = startedAtMillis == 0 ? nowMillis : startedAtMillis;
        return with(source, State.WORKING, Result.NONE, "", "", started, 0);
    }

    RowChange with(StagedRows rows) {
        return with(
                new Source(source.url(), source.format(), source.emptyMeansAll(), rows, source.snapshot(), null),
                state,
                result,
                error,
                errorCode,
                startedAtMillis,
                endedAtMillis);
    }

    RowChange with(Replay replay) {
        return with(
                new Source("", "", false, null, source.snapshot(), replay),
                state,
                result,
                error,
                errorCode,
                startedAtMillis,
                endedAtMillis);
    }

    RowChange done(Result what, long nowMillis) {
        return with(source, State.DONE, what, "", "", startedAtMillis, nowMillis);
    }

    RowChange failed(ErrorCode code, String why, long nowMillis) {
        return with(source, State.ERROR, result, why, code.name(), startedAtMillis, nowMillis);
    }

    /** The table has it; what comes after that failed. */
    RowChange halfDone(ErrorCode code, String why, String note, long nowMillis) {
        return with(source, State.ERROR, new Result(0, 0, 0, "", note), why, code.name(), startedAtMillis, nowMillis);
    }

    /** Why it is not done, as a sentence. */
    public String why() {
        return state == State.CANCELLED ? "It was cancelled; nothing was changed." : error;
    }

    /** Whether its table has it, although its views may not. */
    public boolean tookPlace() {
        return state == State.DONE || (state == State.ERROR && !result.note().isEmpty());
    }

    RowChange cancelled(long nowMillis) {
        return with(source, State.CANCELLED, result, "", "", startedAtMillis, nowMillis);
    }

    /** Whether nothing more will happen. */
    @JsonIgnore
    public boolean ended() {
        return state == State.DONE || state == State.ERROR || state == State.CANCELLED;
    }

    private RowChange with(
            Source rows, State next, Result what, String why, String code, long startedMillis, long endedMillis) {
        return new RowChange(
                id,
                kind,
                table,
                condition,
                rows,
                views,
                next,
                what,
                why,
                code,
                createdAtMillis,
                startedMillis,
                endedMillis);
    }
}
