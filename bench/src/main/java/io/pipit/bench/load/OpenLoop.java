package io.pipit.bench.load;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Sends requests when they are due, whether or not earlier ones were answered. */
public final class OpenLoop {
    private static final int CONNECTIONS = 8;

    private final WebEvents events;
    private final Http http;
    private final String dataSource;
    private final int size;
    private final Durable durable;
    private volatile boolean stopped;

    /** Is told of each request that was answered, by the thread that sent it. */
    public interface Durable {
        /**
         * Events are visible at a position.
         *
         * @param request its number
         * @param dueNanos when it was to be sent, as {@link System#nanoTime()}
         */
        void at(int request, long dueNanos, String position);
    }

    /** Of so many events a request. */
    public OpenLoop(WebEvents events, Http http, String dataSource, int size) {
        this(events, http, dataSource, size, (request, dueNanos, position) -> {});
    }

    /** The same for somebody who looks when events are visible. */
    public OpenLoop(WebEvents events, Http http, String dataSource, int size, Durable durable) {
        this.durable = durable;
        this.events = events;
        this.http = http;
        this.dataSource = dataSource;
        this.size = size;
    }

    /** Ends {@link #run} early. */
    public void stop() {
        stopped = true;
    }

    /** Sends so many requests; returns when all are answered, with how many there were. */
    public int run(int requests, double perSecond) {
        return run(0, requests, perSecond);
    }

    /** As {@link #run(int, double)}, with events from a number on. */
    public int run(long firstEvent, int requests, double perSecond) {
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        long start = System.nanoTime();
        int sent = 0;
        for (; sent < requests && !stopped && failure.get() == null; sent++) {
            long at = start + (long) (sent / perSecond * 1e9);
            byte[] body = events.body(firstEvent + (long) sent * size, size);
            while (System.nanoTime() < at) {
                LockSupport.parkNanos(at - System.nanoTime());
            }
            int request = sent;
            threads.execute(() -> {
                try {
                    durable.at(request, at, http.events(dataSource, body));
                } catch (RuntimeException e) {
                    failure.set(e);
                }
            });
        }
        threads.shutdown();
        try {
            threads.awaitTermination(2, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        return sent;
    }
}
