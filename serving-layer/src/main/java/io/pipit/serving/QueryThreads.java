package io.pipit.serving;

import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.PipitException;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many threads the engine has: that of the caller alone while nobody reads much, all of them while somebody does. A statement over few rows is one task: where there are
 * workers one of them takes it, and the caller spins until that one has got a core and is done, which doubles the time and the CPU of what is small. Thread-safe.
 */
public final class QueryThreads implements AutoCloseable {
    /** What one thread aggregates in some ten milliseconds. */
    private static final long MANY_ROWS = 300_000;

    private static final Duration REST = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(QueryThreads.class);

    private final int most;
    private final long restNanos;
    private final EngineSession session;
    private final AtomicInteger large = new AtomicInteger();
    private final ReentrantLock changing = new ReentrantLock();
    private final ScheduledThreadPoolExecutor later;
    private volatile int now = 1;
    private volatile long lastNanos;

    /**
     * Over an engine that was opened with one thread.
     *
     * @param most threads that it may have
     */
    public QueryThreads(Engine engine, int most) {
        this(engine, most, REST);
    }

    QueryThreads(Engine engine, int most, Duration rest) {
        this.most = most;
        this.restNanos = rest.toNanos();
        this.session = engine.session();
        this.later = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "pipit-serving-threads");
            thread.setDaemon(true);
            return thread;
        });
        later.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy()); // a query may end after the close
    }

    /** Work that is under way. */
    public interface Use extends AutoCloseable {
        @Override
        void close();
    }

    /** Before a statement that reads so many rows at most; close what it returns afterwards. */
    public Use reading(long rows) {
        return rows < MANY_ROWS ? () -> {} : readingMany();
    }

    /** Before statements that may read many rows; close what it returns afterwards. */
    public Use readingMany() {
        large.incrementAndGet();
        if (now < most) {
            change(most);
        }
        return () -> {
            lastNanos = System.nanoTime();
            if (large.decrementAndGet() == 0 && now > 1) {
                later.schedule(this::rest, restNanos, TimeUnit.NANOSECONDS);
            }
        };
    }

    /** How many threads statements have now. */
    int now() {
        return now;
    }

    /** In a thread of its own: the engine waits for what its workers are doing. */
    private void rest() {
        if (large.get() == 0 && System.nanoTime() - lastNanos >= restNanos) {
            change(1);
        }
    }

    /** Whoever comes while somebody else changes the number goes on with what there is. */
    private void change(int wanted) {
        if (!changing.tryLock()) {
            return;
        }
        try {
            session.execute("SET threads = " + wanted);
            now = wanted;
        } catch (PipitException e) {
            LOG.warn("The engine goes on with {} threads: {}", now, e.getMessage());
        } finally {
            changing.unlock();
        }
    }

    @Override
    public void close() {
        later.shutdownNow();
        boolean interrupted = false;
        try {
            if (!later.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("The engine's threads did not come to rest.");
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        session.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
