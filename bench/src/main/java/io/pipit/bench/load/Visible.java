package io.pipit.bench.load;

import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Asks an endpoint for the position of some of the requests as soon as these are durable, and takes note of when the answer, which has their events, is there. No time is lost
 * between two looks, and no look is in vain.
 */
public final class Visible implements AutoCloseable {
    private static final int CONNECTIONS = 8;
    private static final long PATIENCE_SECONDS = 60;

    private final Http http;
    private final String pipe;
    private final Latencies times = new Latencies();
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);

    /** For an endpoint of a server. */
    public Visible(int port, String pipe) {
        this.http = new Http(port);
        this.pipe = pipe;
    }

    /**
     * Asks for the events of a request.
     *
     * @param dueNanos when it was to be sent, as {@link System#nanoTime()}
     * @param counted whether the time is taken note of
     */
    public void ask(String position, long dueNanos, boolean counted) {
        threads.execute(() -> {
            try {
                http.pipe(pipe, Map.of("min_position", position));
                if (counted) {
                    times.add(System.nanoTime() - dueNanos);
                }
            } catch (RuntimeException e) {
                failure.compareAndSet(null, e);
            }
        });
    }

    /** Waits until all were seen; the time that each took. */
    public Latencies await() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(pipe + " does not show all requests");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        return times;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
