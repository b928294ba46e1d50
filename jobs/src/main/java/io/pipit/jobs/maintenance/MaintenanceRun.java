package io.pipit.jobs.maintenance;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One run of a maintenance task, as it is remembered. Times are milliseconds since 1970, 0 where there is none yet.
 *
 * @param id names the run for ever
 * @param task what it does
 * @param table the only table that it looks at, or the empty text for all
 * @param state how far it is
 * @param numbers what it did, by name, for instance {@code files_before}
 * @param error why it failed, or the empty text
 */
public record MaintenanceRun(
        String id,
        MaintenanceTask task,
        String table,
        State state,
        SortedMap<String, Long> numbers,
        String error,
        long createdAtMillis,
        long startedAtMillis,
        long endedAtMillis) {
    /** How far a run is. */
    public enum State {
        WAITING,
        WORKING,
        DONE,
        ERROR,
        /** It was told to end; what it had done by then stays done. */
        CANCELLED
    }

    /** Copies the map. */
    public MaintenanceRun {
        numbers = Collections.unmodifiableSortedMap(new TreeMap<>(numbers));
    }

    static MaintenanceRun asked(String id, MaintenanceTask task, String table, long nowMillis) {
        return new MaintenanceRun(id, task, table, State.WAITING, new TreeMap<>(), "", nowMillis, 0, 0);
    }

    MaintenanceRun working(long nowMillis) {
        return new MaintenanceRun(id, task, table, State.WORKING, numbers, "", createdAtMillis, nowMillis, 0);
    }

    MaintenanceRun done(Map<String, Long> results, long nowMillis) {
        return new MaintenanceRun(
                id, task, table, State.DONE, new TreeMap<>(results), "", createdAtMillis, startedAtMillis, nowMillis);
    }

    MaintenanceRun failed(String why, long nowMillis) {
        return new MaintenanceRun(
                id, task, table, State.ERROR, numbers, why, createdAtMillis, startedAtMillis, nowMillis);
    }

    MaintenanceRun cancelled(long nowMillis) {
        return new MaintenanceRun(
                id, task, table, State.CANCELLED, numbers, "", createdAtMillis, startedAtMillis, nowMillis);
    }

    /** Whether nothing more will happen. */
    public boolean ended() {
        return state != State.WAITING && state != State.WORKING;
    }
}
