package io.pipit.batch.compact;

import java.io.Serializable;

/**
 * Which files are worth a rewrite.
 *
 * @param minFiles so many files of one size and partition become one
 * @param targetBytes files of this size and larger are left as they are
 * @param runBytes what one run reads at most, about
 */
public record CompactPolicy(int minFiles, long targetBytes, long runBytes) implements Serializable {
    /** Refuses to rewrite single files for ever. */
    public CompactPolicy {
        if (minFiles < 2 || targetBytes < 1 || runBytes < 1) {
            throw new IllegalArgumentException("Compaction of " + minFiles + " files up to " + targetBytes + " bytes, "
                    + runBytes + " a run: at least 2 files and some bytes are needed.");
        }
    }
}
