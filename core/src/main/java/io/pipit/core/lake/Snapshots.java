package io.pipit.core.lake;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;

/** What Pipit writes into the summaries of snapshots. */
final class Snapshots {
    /** The coverage of the snapshot's rows. */
    static final String COVERAGE = "pipit.coverage";
    /** Unique to one try at a commit: by it a commit is found again whose outcome was not reported. */
    static final String COMMIT_ID = "pipit.commit";
    /** Who committed. */
    static final String AUTHOR = "pipit.author";

    private Snapshots() {}

    /** The coverage of a snapshot; null stands for a table without any. */
    static Coverage coverage(String table, Snapshot snapshot) {
        if (snapshot == null) {
            return Coverage.EMPTY;
        }
        String text = snapshot.summary().get(COVERAGE);
        if (text != null) {
            return CoverageCodec.decode(text);
        }
        if ("0".equals(snapshot.summary().get(SnapshotSummary.TOTAL_RECORDS_PROP))) {
            return Coverage.EMPTY;
        }
        throw new PipitException(
                ErrorCode.COVERAGE_MISSING,
                "The table " + table + " has rows, but its snapshot " + snapshot.snapshotId() + " (operation "
                        + snapshot.operation() + ") does not say what they account for: another program committed to "
                        + "it. Roll the table back to the snapshot before it, or make the table anew.");
    }

    static long id(Snapshot snapshot) {
        return snapshot == null ? -1 : snapshot.snapshotId();
    }
}
