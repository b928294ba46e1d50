package io.pipit.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Sends events over HTTP, one request after the other on each of a few connections. */
public final class Sender {
    private final WebEvents events;
    private final Http http;
    private final String dataSource;

    /** To a data source of a server. */
    public Sender(WebEvents events, Http http, String dataSource) {
        this.events = events;
        this.http = http;
        this.dataSource = dataSource;
    }

    /** Sends events {@code from} to {@code to} in bodies of so many rows; returns when all are durable. */
    public void send(long from, long to, int rows, int connections) {
        AtomicLong next = new AtomicLong(from);
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                done.add(threads.submit(() -> {
                    for (long at = next.getAndAdd(rows); at < to; at = next.getAndAdd(rows)) {
                        http.events(dataSource, events.body(at, (int) Math.min(rows, to - at)));
                    }
                }));
            }
            for (Future<?> one : done) {
                one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
