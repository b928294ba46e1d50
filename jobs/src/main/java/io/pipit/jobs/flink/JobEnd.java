package io.pipit.jobs.flink;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.client.program.ClusterClient;
import org.apache.flink.runtime.jobmaster.JobResult;

/**
 * Waits for the end of a job. Flink's client asks for a result after pauses that double up to two seconds, so that a job of three seconds
 * seems to take five; this one asks also whether there is one, and waits a fortieth of the time in vain at most. A cluster of this process
 * says it at once: asking again and again took half a second of CPU from a job of five.
 */
final class JobEnd {
    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 500;
    private static final int SHARE = 40;

    private final ClusterClient<?> client;
    private final JobID job;
    private final Optional<CompletableFuture<JobResult>> end;
    private final String accumulator;
    private final LongConsumer told;

    /**
     * Of a job.
     *
     * @param end completes with the job; nothing where the cluster has to be asked
     * @param accumulator that says how far it is; the empty text for none
     * @param told hears it now and then
     */
    JobEnd(
            ClusterClient<?> client,
            JobID job,
            Optional<CompletableFuture<JobResult>> end,
            String accumulator,
            LongConsumer told) {
        this.end = end;
        this.client = client;
        this.job = job;
        this.accumulator = accumulator;
        this.told = told;
    }

    /** The result, once the job has ended in whatever way. */
    JobResult await() throws InterruptedException, ExecutionException {
        CompletableFuture<JobResult> result = end.orElseGet(() -> client.requestJobResult(job));
        long startedNanos = System.nanoTime();
        long nextProgressMillis = LONGEST_PAUSE_MILLIS;
        while (true) {
            long waitedMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
            long pauseMillis = end.isPresent()
                    ? LONGEST_PAUSE_MILLIS
                    : Math.max(FIRST_PAUSE_MILLIS, Math.min(LONGEST_PAUSE_MILLIS, waitedMillis / SHARE));
            try {
                return result.get(pauseMillis, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (end.isEmpty() && ended()) {
                    return client.requestJobResult(job).get();
                }
            }
            if (!accumulator.isEmpty() && waitedMillis >= nextProgressMillis) {
                nextProgressMillis = waitedMillis + LONGEST_PAUSE_MILLIS;
                tell();
            }
        }
    }

    /** Whoever cannot be asked now may answer the request for the result, or say why there is none. */
    private boolean ended() throws InterruptedException {
        try {
            return client.getJobStatus(job)
                    .get(LONGEST_PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                    .isGloballyTerminalState();
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private void tell() {
        client.getAccumulators(job).thenAccept(all -> {
            if (all.get(accumulator) instanceof Long now) {
                told.accept(now);
            }
        });
    }
}
