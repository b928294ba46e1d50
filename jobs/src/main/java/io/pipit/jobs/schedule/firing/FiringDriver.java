package io.pipit.jobs.schedule.firing;

import io.pipit.core.error.PipitException;
import io.pipit.jobs.schedule.config.ScheduleKind;
import io.pipit.jobs.schedule.firing.FiringLedger.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes on with what is open, again and again: times that have come become firings, firings become runs, runs are followed to their end.
 * Several processes may do so at once.
 */
final class FiringDriver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FiringDriver.class);
    private static final long POLL_MILLIS = 500;
    private static final Duration KEPT = Duration.ofDays(30);
    private static final int KEPT_OF_EACH = 1_000;
    private static final long FORGET_EVERY_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final String owner = UUID.randomUUID().toString();
    private final FiringLedger ledger;
    private final FiringStore store;
    private final FiringSteps steps;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private final Thread thread = new Thread(this::work, "pipit-schedules");
    /** When each schedule comes next, by how far it is. */
    private final Map<Row, Instant> next = new HashMap<>();

    private boolean hurry;
    private volatile boolean closing;
    private long forgotten = System.nanoTime();

    FiringDriver(FiringLedger ledger, FiringStore store, AlertStore alerts, Map<ScheduleKind, FiringWork> works) {
        this.ledger = ledger;
        this.store = store;
        this.steps = new FiringSteps(owner, ledger, store, alerts, works);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Looks at everything at once. */
    void wake() {
        lock.lock();
        try {
            hurry = true;
            woken.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Stops; runs go on, and whoever comes next follows them. */
    @Override
    public void close() {
        closing = true;
        wake();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
            store.release(owner);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (PipitException e) {
            LOG.info("Firings are followed by the next process in a while: {}", e.getMessage());
        }
    }

    private void work() {
        while (!closing) {
            try {
                step();
            } catch (RuntimeException e) { // the database may come back
                LOG.warn("Schedules cannot be looked after now: {}", e.getMessage());
            }
            rest();
        }
    }

    private void rest() {
        lock.lock();
        try {
            if (!hurry && !closing && !woken.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
            hurry = false;
        } catch (InterruptedException e) {
            closing = true;
        } finally {
            lock.unlock();
        }
    }

    /** One look at everything. */
    void step() {
        SortedMap<String, Row> rows = ledger.rows();
        account(rows);
        Map<String, List<Firing>> open = store.open().stream().collect(Collectors.groupingBy(Firing::schedule));
        for (Map.Entry<String, List<Firing>> one : open.entrySet()) {
            Row row = rows.get(one.getKey());
            if (row != null) {
                steps.of(row.schedule(), one.getValue());
            }
        }
        if (System.nanoTime() - forgotten > FORGET_EVERY_NANOS) {
            forgotten = System.nanoTime();
            store.forget(ledger.now().minus(KEPT), KEPT_OF_EACH);
        }
    }

    /** What the scheduler has slept through, or has other times for: two equal hours, a clock that was set back. */
    private void account(SortedMap<String, Row> rows) {
        Instant now = ledger.now();
        next.keySet().retainAll(rows.values());
        for (Map.Entry<String, Row> one : rows.entrySet()) {
            Row row = one.getValue();
            Instant time = next.computeIfAbsent(row, r -> r.next().orElse(Instant.MAX));
            boolean ahead = row.firedUntil().isAfter(now.plus(Due.PATIENCE));
            if (!time.isAfter(now) || ahead) {
                ledger.account(one.getKey());
            }
        }
    }
}
