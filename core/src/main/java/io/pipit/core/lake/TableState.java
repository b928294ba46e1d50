package io.pipit.core.lake;

import java.util.List;

/**
 * One snapshot of a table with its files planned; immutable and cached by snapshot.
 *
 * @param table its name
 * @param age which commit it is
 * @param snapshotId -1 for a table that never had a commit
 * @param coverage what its rows account for
 * @param files all data files
 */
public record TableState(String table, Age age, long snapshotId, Coverage coverage, List<StoredFile> files) {
    /**
     * Which commit of which table a snapshot is.
     *
     * @param tableId another one once the table was made anew; the empty text where it is not known
     * @param commit grows from commit to commit of one table
     */
    public record Age(String tableId, long commit) {
        /** Neither older nor newer than any other. */
        public static final Age UNKNOWN = new Age("", 0);
    }

    /**
     * A committed file.
     *
     * @param path absolute
     * @param rows that it holds
     * @param bytes its size
     * @param addedSequence the sequence number of the commit that added it
     * @param partition the value of the table's partition transform as text; the empty text in a table without partitions
     */
    public record StoredFile(String path, long rows, long bytes, long addedSequence, String partition) {}

    /** One of which nothing is known but what it holds. */
    public TableState(String table, long snapshotId, Coverage coverage, List<StoredFile> files) {
        this(table, Age.UNKNOWN, snapshotId, coverage, files);
    }

    /** Copies the files. */
    public TableState {
        files = List.copyOf(files);
    }

    /** Whether it is from before another snapshot of the same table; not, where the table was made anew in between. */
    public boolean isBefore(TableState other) {
        return !age.tableId().isEmpty()
                && age.tableId().equals(other.age.tableId())
                && age.commit() < other.age.commit();
    }

    /** Rows in all files. */
    public long rows() {
        return files.stream().mapToLong(StoredFile::rows).sum();
    }
}
