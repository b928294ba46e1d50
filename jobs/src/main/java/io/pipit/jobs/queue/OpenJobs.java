package io.pipit.jobs.queue;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The jobs that this process has to do, for those who wait for their ends. Each is told of its end once: how it ended, why that is not
 * known, or that this process does it no more. Thread-safe.
 *
 * @param <T> a job as it is when it has ended
 */
public final class OpenJobs<T> implements AutoCloseable {
    private final Map<String, CompletableFuture<T>> ends = new ConcurrentHashMap<>();

    /** A job that is going to be done. */
    public void add(String id) {
        ends.put(id, new CompletableFuture<>());
    }

    /** Whether a job waits or is worked on. */
    public boolean holds(String id) {
        return ends.containsKey(id);
    }

    /** Completes when the job has ended; empty for one that does not wait and is not worked on. */
    public Optional<CompletableFuture<T>> end(String id) {
        return Optional.ofNullable(ends.get(id)).map(CompletableFuture::copy);
    }

    /** A job is no more to be done here. */
    public void ended(String id, T job) {
        CompletableFuture<T> end = ends.remove(id);
        if (end != null) {
            end.complete(job);
        }
    }

    /** The same where nobody can tell what it has become. */
    public void failed(String id, Throwable failure) {
        CompletableFuture<T> end = ends.remove(id);
        if (end != null) {
            end.completeExceptionally(failure);
        }
    }

    /** Tells whoever waits still that the jobs are left to the next process: {@code NOT_READY}. */
    @Override
    public void close() {
        ends.keySet()
                .forEach(id -> failed(
                        id,
                        new PipitException(
                                ErrorCode.NOT_READY,
                                "This server is stopping. The job '" + id
                                        + "' was accepted: it is done when the server runs again; 'pipit job details "
                                        + id
                                        + "' says what became of it.")));
    }
}
