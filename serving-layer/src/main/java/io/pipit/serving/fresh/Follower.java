package io.pipit.serving.fresh;

import io.pipit.core.error.PipitException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that polls a topic and stores what comes; failures that pass are waited out. */
abstract class Follower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final long RETRY_MILLIS = 500;

    private final Thread thread;
    private final FreshSink sink;
    private final MemoryBudget budget;
    private final CountDownLatch stop = new CountDownLatch(1);

    Follower(String name, FreshSink sink, MemoryBudget budget) {
        this.thread = new Thread(this::run, name);
        this.thread.setDaemon(true);
        this.sink = sink;
        this.budget = budget;
    }

    /** Begins. */
    public void start() {
        thread.start();
    }

    /** Reads on; returns what there is to store. Opens what it reads from when it is not open. */
    abstract Batch poll();

    /** Closes what it reads from, so that the next poll opens it again at what was stored. */
    abstract void disconnect();

    /** Ends a poll that waits. */
    abstract void wakeup();

    private void run() {
        try {
            while (!stopping()) {
                if (budget.awaitRoom()) {
                    step();
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("{} was interrupted", thread.getName());
        } catch (RuntimeException e) {
            if (!stopping()) {
                LOG.error("{} ended", thread.getName(), e);
            }
        } finally {
            disconnectQuietly();
        }
    }

    private void step() throws InterruptedException {
        Batch batch;
        try {
            batch = poll();
        } catch (PipitException e) {
            if (!stopping()) {
                LOG.warn("{}: {}", thread.getName(), e.getMessage());
                disconnectQuietly();
                pause();
            }
            return;
        }
        batch.store(sink);
    }

    boolean stopping() {
        return stop.getCount() == 0;
    }

    private void pause() throws InterruptedException {
        if (stop.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
            LOG.debug("{} stops", thread.getName());
        }
    }

    private void disconnectQuietly() {
        try {
            disconnect();
        } catch (RuntimeException e) {
            LOG.debug("{} closed what it read from with a failure", thread.getName(), e);
        }
    }

    @Override
    public void close() {
        stop.countDown();
        wakeup();
        boolean interrupted = false;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
