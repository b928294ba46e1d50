package io.pipit.jobs;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What goes on beside a test: the same again and again, with rests in which what is tested gets the processor. */
public final class Load implements AutoCloseable {
    private static final int REST_MILLIS = 10;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Future<?> work;

    private Load(Runnable task) {
        work = thread.scheduleWithFixedDelay(task, 0, REST_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Begins. */
    public static Load of(Runnable task) {
        return new Load(task);
    }

    /** Ends after what is under way, and fails when any of it failed. */
    @Override
    public void close() throws InterruptedException, ExecutionException {
        thread.shutdown();
        if (!thread.awaitTermination(2, TimeUnit.MINUTES)) {
            throw new AssertionError("The load does not end.");
        }
        if (!work.isCancelled()) {
            work.get();
        }
    }
}
