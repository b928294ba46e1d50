package io.pipit.core.lake;

import java.util.List;

/**
 * One snapshot of a table with its files planned; immutable and cached by snapshot.
 *
 * @param table its name
 * @param snapshotId -1 for a table that never had a commit
 * @param coverage what its rows account for
 * @param files all data files
 */
public record TableState(String table, long snapshotId, Coverage coverage, List<StoredFile> files) {
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

    /** Copies the files. */
    public TableState {
        files = List.copyOf(files);
    }

    /** Rows in all files. */
    public long rows() {
        return files.stream().mapToLong(StoredFile::rows).sum();
    }
}
