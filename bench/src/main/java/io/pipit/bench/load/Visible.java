package io.pipit.bench.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Polls an endpoint that counts events, and takes note of when each request was first in its answer. */
public final class Visible implements AutoCloseable {
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long PATIENCE_MILLIS = 60_000;

    private final Http http;
    private final String pipe;
    private final int size;
    private final long[] due;
    private final long[] seen;
    private volatile int requests;
    private volatile boolean stopped;
    private volatile RuntimeException failure;
    private final Thread thread = new Thread(this::poll, "bench-visible");

    /** Starts to poll. */
    public Visible(int port, String pipe, int size, long[] due) {
        this.http = new Http(port);
        this.pipe = pipe;
        this.size = size;
        this.due = due;
        this.seen = new long[due.length];
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits until all requests were seen; the times of those after the first so many. */
    public Latencies await(int all, int skipped) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (requests < all) {
            if (failure != null) {
                throw failure;
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException(pipe + " shows " + requests + " requests of " + all);
            }
            LockSupport.parkNanos(REST_NANOS);
        }
        Latencies times = new Latencies();
        for (int i = skipped; i < all; i++) {
            times.add(seen[i] - due[i]);
        }
        return times;
    }

    @Override
    public void close() {
        stopped = true;
    }

    private void poll() {
        try {
            while (!stopped) {
                int shown = (int) (http.number(pipe, "events") / size);
                long now = System.nanoTime();
                for (int i = requests; i < shown; i++) {
                    seen[i] = now;
                }
                requests = Math.max(requests, shown);
                LockSupport.parkNanos(REST_NANOS);
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }
}
