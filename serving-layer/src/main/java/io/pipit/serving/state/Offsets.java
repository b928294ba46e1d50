package io.pipit.serving.state;

import io.pipit.core.block.LogPartition;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.log.LogTopic;
import java.util.Arrays;

/** The next offset of each partition of one log. Immutable. */
public final class Offsets {
    private final long[] next;

    private Offsets(long[] next) {
        this.next = next;
    }

    /** Nothing of a log. */
    public static Offsets zero(int partitions) {
        return new Offsets(new long[partitions]);
    }

    /** What a coverage accounts for; a null coverage accounts for nothing. */
    public static Offsets of(LogTopic log, FeedCoverage coverage) {
        long[] next = new long[log.partitions()];
        if (coverage != null) {
            for (int p = 0; p < next.length; p++) {
                next[p] = coverage.next(new LogPartition(log.topicId(), p));
            }
        }
        return new Offsets(next);
    }

    /** How many partitions. */
    public int partitions() {
        return next.length;
    }

    /** The next offset of a partition. */
    public long next(int partition) {
        return partition < next.length ? next[partition] : 0;
    }

    /** These offsets with one changed. */
    public Offsets with(int partition, long offset) {
        long[] changed = Arrays.copyOf(next, Math.max(next.length, partition + 1));
        changed[partition] = offset;
        return new Offsets(changed);
    }

    /** The smaller of each. */
    public Offsets min(Offsets other) {
        long[] smaller = new long[next.length];
        for (int p = 0; p < next.length; p++) {
            smaller[p] = Math.min(next[p], other.next(p));
        }
        return new Offsets(smaller);
    }

    /** The greater of each. */
    public Offsets max(Offsets other) {
        long[] greater = new long[next.length];
        for (int p = 0; p < next.length; p++) {
            greater[p] = Math.max(next[p], other.next(p));
        }
        return new Offsets(greater);
    }

    /** Whether no partition is behind the other's. */
    public boolean reaches(Offsets other) {
        for (int p = 0; p < other.next.length; p++) {
            if (next(p) < other.next[p]) {
                return false;
            }
        }
        return true;
    }

    /** How many blocks these are behind the other. */
    public long behind(Offsets other) {
        long blocks = 0;
        for (int p = 0; p < other.next.length; p++) {
            blocks += Math.max(0, other.next[p] - next(p));
        }
        return blocks;
    }

    @Override
    public String toString() {
        return Arrays.toString(next);
    }
}
