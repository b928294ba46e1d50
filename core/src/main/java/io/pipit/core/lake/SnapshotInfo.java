package io.pipit.core.lake;

import java.util.List;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;

/**
 * One commit of a table, as people look at it.
 *
 * @param id of the snapshot
 * @param committedAtMillis since 1970
 * @param author who committed, for instance {@code speed} or {@code copy:snapshot}; the empty text for another program
 * @param addedRows in new files; a commit that writes files anew adds the rows that stay, too
 * @param removedRows in files that went
 * @param rows in the table since then
 * @param tags that keep it from expiry
 */
public record SnapshotInfo(
        long id,
        long committedAtMillis,
        String author,
        long addedRows,
        long removedRows,
        long rows,
        List<String> tags) {
    /** Copies the list. */
    public SnapshotInfo {
        tags = List.copyOf(tags);
    }

    static SnapshotInfo of(Snapshot snapshot, List<String> tags) {
        Map<String, String> summary = snapshot.summary();
        return new SnapshotInfo(
                snapshot.snapshotId(),
                snapshot.timestampMillis(),
                summary.getOrDefault(Snapshots.AUTHOR, ""),
                number(summary, SnapshotSummary.ADDED_RECORDS_PROP),
                number(summary, SnapshotSummary.DELETED_RECORDS_PROP),
                number(summary, SnapshotSummary.TOTAL_RECORDS_PROP),
                tags);
    }

    private static long number(Map<String, String> summary, String name) {
        return Long.parseLong(summary.getOrDefault(name, "0"));
    }
}
