package io.pipit.batch.compact;

import java.io.Serializable;

/**
 * What a compaction did.
 *
 * @param tables that were changed
 * @param filesBefore files that were read and removed
 * @param filesAfter files that took their place
 * @param rowsBefore rows in the former
 * @param rowsAfter rows in the latter
 * @param bytesBefore size of the former
 * @param bytesAfter size of the latter
 * @param overtaken tables that stayed as they were, since others changed them all the time
 */
public record CompactOutcome(
        long tables,
        long filesBefore,
        long filesAfter,
        long rowsBefore,
        long rowsAfter,
        long bytesBefore,
        long bytesAfter,
        long overtaken)
        implements Serializable {
    /** Nothing. */
    public static final CompactOutcome NONE = new CompactOutcome(0, 0, 0, 0, 0, 0, 0, 0);

    /** A table that others changed all the time. */
    public static final CompactOutcome OVERTAKEN = new CompactOutcome(0, 0, 0, 0, 0, 0, 0, 1);

    /** Both together. */
    public CompactOutcome plus(CompactOutcome other) {
        return new CompactOutcome(
                tables + other.tables,
                filesBefore + other.filesBefore,
                filesAfter + other.filesAfter,
                rowsBefore + other.rowsBefore,
                rowsAfter + other.rowsAfter,
                bytesBefore + other.bytesBefore,
                bytesAfter + other.bytesAfter,
                overtaken + other.overtaken);
    }
}
