package io.pipit.speed;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread of an operator's own for I/O. Flink interrupts a task's thread when it is cancelled, and an interrupted thread tears
 * an embedded database or a file channel down with it; this thread is never interrupted, but waited for.
 */
public final class OwnThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnThread.class);
    private static final long PATIENCE_SECONDS = 60;

    private final String name;
    private final ExecutorService executor;

    /** Starts when first needed. */
    public OwnThread(String name) {
        this.name = name;
        executor = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Runs the task after those given before; it has to deal with its own failures. */
    public void run(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("{} has ended.", name);
        }
    }

    /**
     * Reckons a value after the tasks given before, and waits for it. Who waits may be interrupted; the task is not.
     *
     * @throws InterruptedException when the waiting thread is interrupted
     * @throws RuntimeException what the task threw
     */
    public <T> T call(Supplier<T> task) throws InterruptedException {
        try {
            return CompletableFuture.supplyAsync(task, executor).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e.getCause());
        }
    }

    /**
     * Takes no more tasks and waits for those given, whether or not the waiting thread is interrupted.
     *
     * @return whether they have ended; if not, what they use must be left open
     */
    public boolean end() {
        executor.shutdown();
        boolean interrupted = false;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (true) {
                try {
                    return executor.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        if (!end()) {
            LOG.warn("{} still works after {} s; it is left to itself.", name, PATIENCE_SECONDS);
        }
    }
}
