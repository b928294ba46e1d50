package io.pipit.batch.copy;

/**
 * How a run of a copy ended.
 *
 * @param verdict what became of it
 * @param rows that it wrote; 0 when it found itself already done
 * @param bytes of the files that it wrote
 * @param files that it wrote
 * @param number of the run among the runs of its pipe that the target holds; 0 when it found itself already done
 * @param snapshotId the target's snapshot that holds the run
 */
public record CopyOutcome(Verdict verdict, long rows, long bytes, long files, long number, long snapshotId) {
    /** What became of a run. */
    public enum Verdict {
        /** The target has the rows now. */
        COMMITTED,
        /** An earlier try of the same run had committed. */
        ALREADY_COMMITTED,
        /** An earlier run with the same key had added its rows. */
        REPEATED_KEY
    }
}
