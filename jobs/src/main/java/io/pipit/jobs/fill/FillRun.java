package io.pipit.jobs.fill;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.pipit.core.error.ErrorBody;
import io.pipit.jobs.store.StoredJob;
import java.util.UUID;

/**
 * One filling of one table, as it is remembered. Times are milliseconds since 1970, 0 where there is none yet.
 *
 * @param id names it for ever
 * @param kind what the rows are made of
 * @param reason what wanted it: {@code populate}, {@code deployment N} or {@code start}
 * @param pipe of the view whose rows are made, or the empty text
 * @param table that gets them
 * @param state how far it is
 * @param rows that were written by a batch job
 * @param note what there is to say, or the empty text
 * @param error why it failed, or the empty text
 * @param errorCode of the error, or the empty text
 */
public record FillRun(
        String id,
        Kind kind,
        String reason,
        String pipe,
        String table,
        State state,
        long rows,
        String note,
        String error,
        String errorCode,
        long createdAtMillis,
        long endedAtMillis)
        implements StoredJob {
    /** The reason of a filling that somebody asked for by name. */
    public static final String POPULATE = "populate";

    /** What the rows are made of. */
    public enum Kind {
        /** A view makes them of its source's. */
        VIEW,
        /** They are those of the table, in another layout. */
        LAYOUT
    }

    /** How far a filling is. */
    public enum State {
        WORKING,
        DONE,
        ERROR,
        /** It was ended before its rows took their place. */
        CANCELLED
    }

    static FillRun begun(Kind kind, String reason, String pipe, String table, long nowMillis) {
        return new FillRun(
                UUID.randomUUID().toString(), kind, reason, pipe, table, State.WORKING, 0, "", "", "", nowMillis, 0);
    }

    FillRun wrote(long count) {
        return new FillRun(id, kind, reason, pipe, table, state, count, note, error, errorCode, createdAtMillis, 0);
    }

    FillRun done(String what, long nowMillis) {
        return ended(State.DONE, what, "", "", nowMillis);
    }

    FillRun cancelled(long nowMillis) {
        return ended(State.CANCELLED, "", "", "", nowMillis);
    }

    FillRun failed(RuntimeException why, long nowMillis) {
        ErrorBody body = ErrorBody.of(why);
        return ended(State.ERROR, "", body.message(), body.code().name(), nowMillis);
    }

    /** Whether nothing more will happen. */
    @JsonIgnore
    public boolean ended() {
        return state != State.WORKING;
    }

    private FillRun ended(State end, String what, String why, String code, long nowMillis) {
        return new FillRun(id, kind, reason, pipe, table, end, rows, what, why, code, createdAtMillis, nowMillis);
    }
}
