package io.pipit.bench.load;

import java.util.Arrays;

/** Times of many requests, in nanoseconds. For one thread at a time. */
public final class Latencies {
    private long[] nanos = new long[1024];
    private int count;

    /** Adds one. */
    public synchronized void add(long value) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = value;
    }

    /** How many there are. */
    public synchronized int count() {
        return count;
    }

    /** The value that this share of all does not exceed, in milliseconds; 1 is the greatest. */
    public synchronized double millis(double share) {
        if (count == 0) {
            return Double.NaN;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        int at = (int) Math.ceil(share * count) - 1;
        return sorted[Math.max(0, Math.min(count - 1, at))] / 1e6;
    }
}
