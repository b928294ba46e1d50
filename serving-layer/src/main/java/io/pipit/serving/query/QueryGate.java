package io.pipit.serving.query;

import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.ResultMapper;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Lets a few queries run at once, each in a session of a pool, and stops what takes too long: more at once would only make all of
 * them slower. Thread-safe.
 */
public final class QueryGate implements AutoCloseable {
    private static final long WATCH_MILLIS = 100;

    private final Engine engine;
    private final Semaphore permits;
    private final ConcurrentLinkedQueue<EngineSession> idle = new ConcurrentLinkedQueue<>();
    private final ScheduledThreadPoolExecutor alarms;

    /** Over an engine. */
    public QueryGate(Engine engine, int permits) {
        this.engine = engine;
        this.permits = new Semaphore(permits, true);
        this.alarms = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "pipit-serving-alarm");
            thread.setDaemon(true);
            return thread;
        });
        alarms.setRemoveOnCancelPolicy(true);
    }

    /** Waits for a turn until the deadline; give it back with {@link Turn#close()}. */
    Turn enter(Deadline deadline) {
        try {
            if (!permits.tryAcquire(deadline.leftMillis(), TimeUnit.MILLISECONDS)) {
                throw deadline.exceeded("waiting for other queries");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipitException(ErrorCode.QUERY_TIMEOUT, "The query was interrupted while it waited.", e);
        }
        return new Turn(deadline);
    }

    /** The right to run statements. */
    final class Turn implements AutoCloseable {
        private final Deadline deadline;

        private Turn(Deadline deadline) {
            this.deadline = deadline;
        }

        /**
         * Runs a statement until the deadline.
         *
         * @param tooMuch ends it before that, as the deadline does
         */
        <T> T run(String sql, Optional<BooleanSupplier> tooMuch, ResultMapper<T> mapper) {
            EngineSession session = idle.poll();
            if (session == null) {
                session = engine.session();
            }
            EngineSession used = session;
            ScheduledFuture<?> alarm =
                    alarms.schedule(used::cancel, Math.max(1, deadline.leftMillis()), TimeUnit.MILLISECONDS);
            Optional<ScheduledFuture<?>> watch = tooMuch.map(much -> watch(used, much));
            boolean clean = false;
            try {
                T result = used.query(sql, mapper);
                clean = watch.isEmpty();
                return result;
            } catch (PipitException e) {
                throw e.code() == ErrorCode.QUERY_TIMEOUT ? deadline.exceeded("running") : e;
            } finally {
                watch.ifPresent(w -> w.cancel(false));
                // A session whose alarm may be about to go off must not get into other hands.
                if (alarm.cancel(false) && clean) {
                    idle.add(used);
                } else {
                    used.close();
                }
            }
        }

        private ScheduledFuture<?> watch(EngineSession session, BooleanSupplier tooMuch) {
            Runnable look = () -> {
                if (tooMuch.getAsBoolean()) {
                    session.cancel();
                }
            };
            return alarms.scheduleWithFixedDelay(look, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
            permits.release();
        }
    }

    @Override
    public void close() {
        alarms.shutdownNow();
        EngineSession session = idle.poll();
        while (session != null) {
            session.close();
            session = idle.poll();
        }
    }
}
