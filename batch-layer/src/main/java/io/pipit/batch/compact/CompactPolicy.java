package io.pipit.batch.compact;

import java.io.Serializable;
import java.time.Duration;

/**
 * Which files are worth a rewrite.
 *
 * @param minFiles so many files of one size and partition become one
 * @param targetBytes files of this size and larger are left as they are
 * @param runBytes what one run reads at most, about
 * @param slice a job begins no further table after so long: what waits for its slot comes in between
 */
public record CompactPolicy(int minFiles, long targetBytes, long runBytes, Duration slice) implements Serializable {
    /** The usual length of a job. */
    public static final Duration SLICE = Duration.ofSeconds(10);

    /** With jobs of the usual length. */
    public CompactPolicy(int minFiles, long targetBytes, long runBytes) {
        this(minFiles, targetBytes, runBytes, SLICE);
    }

    /** Refuses to rewrite single files for ever. */
    public CompactPolicy {
        if (minFiles < 2 || targetBytes < 1 || runBytes < 1) {
            throw new IllegalArgumentException("Compaction of " + minFiles + " files up to " + targetBytes + " bytes, "
                    + runBytes + " a run: at least 2 files and some bytes are needed.");
        }
    }

    /** The same for a run that may read so much, which is more than nothing. */
    public CompactPolicy reading(long bytes) {
        return new CompactPolicy(minFiles, targetBytes, bytes, slice);
    }
}
