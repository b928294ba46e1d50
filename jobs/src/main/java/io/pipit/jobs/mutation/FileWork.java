package io.pipit.jobs.mutation;

/** Reads files for changes of rows. What it takes under the id of a change it takes once, however often it is asked. */
public interface FileWork {
    /** Rows of a file became events. */
    record Appended(long rows, long quarantined) {}

    /** Fetches what is at a URL and appends its rows. */
    Appended append(String changeId, String table, RowChange.Source source);

    /** Fetches what is at a URL and writes its rows for the table, those for which the condition is true; nothing is committed. */
    RowChange.StagedRows stage(String changeId, String table, String condition, RowChange.Source source);

    /** An installation that fetches nothing. */
    FileWork NONE = new FileWork() {
        @Override
        public Appended append(String changeId, String table, RowChange.Source source) {
            throw new UnsupportedOperationException("append");
        }

        @Override
        public RowChange.StagedRows stage(String changeId, String table, String condition, RowChange.Source source) {
            throw new UnsupportedOperationException("stage");
        }
    };
}
