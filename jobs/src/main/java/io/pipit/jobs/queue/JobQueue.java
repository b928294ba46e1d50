package io.pipit.jobs.queue;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does jobs one after the other, in the order in which they came, on a thread of its own. Who asks can wait for the end of one. What a
 * process does not get to is not kept here: whoever accepts jobs remembers them. Thread-safe.
 *
 * @param <T> a job as it is when it has ended
 */
public final class JobQueue<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobQueue.class);
    private static final long PATIENCE_SECONDS = 10;

    private final String name;
    private final ExecutorService worker;
    private final OpenJobs<T> open = new OpenJobs<>();
    private volatile boolean closing;

    /**
     * Nothing is done until a job is added.
     *
     * @param name of the thread
     */
    public JobQueue(String name) {
        this.name = name;
        this.worker = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Does a job when those before it have ended.
     *
     * @param work does it and returns what it has become. What it throws, whoever waits is told; the job may be added again
     */
    public void add(String id, Supplier<T> work) {
        open.add(id);
        worker.execute(() -> {
            try {
                open.ended(id, work.get());
            } catch (RuntimeException e) {
                LOG.error("What became of the job {} of {} could not be noted", id, name, e);
                open.failed(id, e);
            }
        });
    }

    /** Whether the job waits or is worked on. */
    public boolean holds(String id) {
        return open.holds(id);
    }

    /** Completes when the job has ended; empty for one that does not wait and is not worked on. */
    public Optional<CompletableFuture<T>> end(String id) {
        return open.end(id);
    }

    /** Whether the queue was told to stop: what fails now fails because of that. */
    public boolean closing() {
        return closing;
    }

    /** Interrupts the job that is worked on, forgets the others, and waits up to ten seconds; who waits for one is told. */
    @Override
    public void close() {
        closing = true;
        worker.shutdownNow();
        try {
            if (!worker.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The thread {} did not stop within {} s", name, PATIENCE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.close();
        }
    }
}
