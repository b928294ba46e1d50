package io.pipit.jobs.mutation;

/**
 * One deletion. Times are milliseconds since 1970, 0 where there is none yet.
 *
 * @param id names it for ever
 * @param table whose rows go
 * @param condition of the dialect; the empty text for all rows
 * @param state how far it is
 * @param rows that went, as queries saw them
 * @param edge the positions below which rows went, or the empty text
 * @param error why it failed, or the empty text
 */
public record Deletion(
        String id,
        String table,
        String condition,
        State state,
        long rows,
        String edge,
        String error,
        long createdAtMillis,
        long endedAtMillis) {
    /** How far a deletion is. */
    public enum State {
        WAITING,
        WORKING,
        DONE,
        ERROR
    }

    static Deletion asked(String id, String table, String condition, long nowMillis) {
        return new Deletion(id, table, condition, State.WAITING, 0, "", "", nowMillis, 0);
    }

    Deletion working() {
        return new Deletion(id, table, condition, State.WORKING, 0, "", "", createdAtMillis, 0);
    }

    Deletion done(long deleted, String edgeText, long nowMillis) {
        return new Deletion(id, table, condition, State.DONE, deleted, edgeText, "", createdAtMillis, nowMillis);
    }

    Deletion failed(String why, long nowMillis) {
        return new Deletion(id, table, condition, State.ERROR, 0, "", why, createdAtMillis, nowMillis);
    }

    /** Whether nothing more will happen. */
    public boolean ended() {
        return state == State.DONE || state == State.ERROR;
    }
}
