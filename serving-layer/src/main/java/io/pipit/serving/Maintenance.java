package io.pipit.serving;

import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.PipitException;
import io.pipit.serving.fresh.MemoryBudget;
import io.pipit.serving.state.ServingVersion;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that adopts snapshots, moves to new versions, drops what is not needed and measures memory. */
final class Maintenance implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
    private static final long TICK_MILLIS = 20;

    private final Engine engine;
    private final Versions versions;
    private final MemoryBudget budget;
    private final ConcurrentLinkedQueue<String> dropped;
    private final long pollNanos;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "pipit-serving-maintenance");
    private volatile boolean refreshWanted;
    private long polledNanos = System.nanoTime();

    Maintenance(
            Engine engine,
            Versions versions,
            MemoryBudget budget,
            ConcurrentLinkedQueue<String> dropped,
            long pollMillis) {
        this.engine = engine;
        this.versions = versions;
        this.budget = budget;
        this.dropped = dropped;
        this.pollNanos = TimeUnit.MILLISECONDS.toNanos(pollMillis);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Asks for the snapshots of all tables soon. */
    void refreshSoon() {
        refreshWanted = true;
    }

    /** Whether an asked refresh is still to come. */
    boolean refreshing() {
        return refreshWanted;
    }

    private void run() {
        try (EngineSession session = engine.session()) {
            while (!stop.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    tick(session);
                } catch (RuntimeException e) {
                    LOG.warn("Maintenance failed and goes on: {}", e.getMessage(), e);
                }
            }
            versions.close();
            dropUnused(session);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tick(EngineSession session) {
        boolean due = refreshWanted || System.nanoTime() - polledNanos >= pollNanos;
        if (versions.busy()) {
            versions.step();
        }
        if (versions.started()) {
            ServingVersion version = versions.current();
            if (due) {
                version.adoptAll();
            } else if (version.hasSnapshots()) {
                version.adoptAnnounced();
            }
        }
        if (versions.started()) {
            versions.current().copyFiles(session);
        }
        if (due) {
            polledNanos = System.nanoTime();
            refreshWanted = false;
            budget.measured(versions.freshBytes());
        }
        dropUnused(session);
    }

    private void dropUnused(EngineSession session) {
        String table = dropped.poll();
        while (table != null) {
            try {
                session.execute("DROP TABLE IF EXISTS " + EngineSession.quoted(table));
            } catch (PipitException e) {
                LOG.warn("Could not drop {}: {}", table, e.getMessage());
            }
            table = dropped.poll();
        }
    }

    @Override
    public void close() {
        stop.countDown();
        boolean interrupted = false;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
