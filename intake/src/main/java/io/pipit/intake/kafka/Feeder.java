package io.pipit.intake.kafka;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.connector.KafkaSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies one topic into the log of one data source, on a thread of its own, for as long as it is open; what fails is tried again. */
final class Feeder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Feeder.class);
    private static final long CLOSE_MILLIS = TimeUnit.SECONDS.toMillis(60);

    private final KafkaSource source;
    private final FeederParts parts;
    private final FeederSteps steps;
    private final FeederMeters meters;
    private final AtomicReference<FeederRun> run = new AtomicReference<>();
    private final Object waiting = new Object();
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean goOn;

    Feeder(KafkaSource source, FeederParts parts, FeederSteps steps) {
        this.source = source;
        this.parts = parts;
        this.steps = steps;
        this.meters = new FeederMeters(source, parts.observer());
        this.thread = new Thread(this::work, "feeder-" + source.dataSource());
        thread.setDaemon(true);
    }

    Feeder start() {
        thread.start();
        return this;
    }

    KafkaSource source() {
        return source;
    }

    FeederStatus status() {
        return meters.status();
    }

    /** Goes on with a topic that is another one now, at once. */
    void goOn() {
        goOn = true;
        synchronized (waiting) {
            waiting.notifyAll();
        }
    }

    private void work() {
        long pause = parts.settings().firstRetryMillis();
        while (!closed) {
            long began = System.nanoTime();
            try (FeederRun now = new FeederRun(source, parts, meters, steps)) {
                run.set(now);
                now.run(() -> closed, new Permission());
            } catch (PipitException | KafkaException e) {
                if (!closed) {
                    meters.failed(SourceErrors.of(source.connection(), source.topic(), e));
                }
            } catch (RuntimeException e) {
                LOG.error("The feeder of '{}' failed", source.dataSource(), e);
                meters.failed(new PipitException(ErrorCode.INTERNAL, String.valueOf(e), e));
            } finally {
                run.set(null);
            }
            boolean lasted = System.nanoTime() - began
                    > TimeUnit.MILLISECONDS.toNanos(parts.settings().lastRetryMillis());
            pause = lasted ? parts.settings().firstRetryMillis() : pause;
            await(pause);
            pause = Math.min(2 * pause, parts.settings().lastRetryMillis());
        }
    }

    private final class Permission implements FeederRun.GoOn {
        @Override
        public boolean asked() {
            return goOn;
        }

        @Override
        public void done() {
            goOn = false;
        }
    }

    private void await(long millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        synchronized (waiting) {
            for (long left = millis; !closed && !goOn && left > 0; ) {
                try {
                    waiting.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
                left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            }
        }
    }

    /** Stops reading and waits until what was written is there; what is open is read again later. */
    @Override
    public void close() {
        closed = true;
        FeederRun now = run.get();
        if (now != null) {
            now.wakeup();
        }
        synchronized (waiting) {
            waiting.notifyAll();
        }
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
