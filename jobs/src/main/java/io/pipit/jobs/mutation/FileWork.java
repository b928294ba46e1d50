package io.pipit.jobs.mutation;

import java.util.function.Consumer;

/** Reads files for changes of rows. What it takes under the id of a change it takes once, however often it is asked. */
public interface FileWork {
    /** Rows of a file became events. */
    record Appended(long rows, long quarantined) {}

    /** Fetches what is at a URL and appends its rows. */
    Appended append(String changeId, String table, RowChange.Source source);

    /**
     * Fetches what is at a URL and writes its rows for the table, those for which the condition is true; nothing is committed.
     *
     * @param conditionTried fails where the condition fails on rows of the table; asked before rows that do not fit are quarantined
     */
    RowChange.StagedRows stage(
            String changeId, String table, String condition, RowChange.Source source, Runnable conditionTried);

    /**
     * Sends the quarantined rows of a replay once more, from where it is; a piece that was sent before is not taken twice.
     *
     * @param table the quarantine
     * @param noted learns of each piece when it is durable
     */
    default void replay(
            String changeId, String table, String condition, RowChange.Replay from, Consumer<RowChange.Replay> noted) {
        throw new UnsupportedOperationException("replay");
    }

    /** An installation that fetches nothing. */
    FileWork NONE = new FileWork() {
        @Override
        public Appended append(String changeId, String table, RowChange.Source source) {
            throw new UnsupportedOperationException("append");
        }

        @Override
        public RowChange.StagedRows stage(
                String changeId, String table, String condition, RowChange.Source source, Runnable conditionTried) {
            throw new UnsupportedOperationException("stage");
        }
    };
}
