package io.pipit.jobs.maintenance;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.maintenance.MaintenanceRun.State;
import io.pipit.jobs.queue.JobQueue;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs of maintenance, one at a time. The newest are remembered as long as the process lives; nothing is lost with one, since the next
 * does what it would have done. Thread-safe.
 */
public final class MaintenanceRuns implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceRuns.class);
    private static final int REMEMBERED = 500;

    private final Map<MaintenanceTask, MaintenanceWork> works;
    private final Supplier<Collection<String>> tables;
    private final Clock clock;
    private final Map<String, MaintenanceRun> runs = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, MaintenanceRun> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final Map<String, StopSign> stops = new ConcurrentHashMap<>();
    private final JobQueue<MaintenanceRun> queue = new JobQueue<>("pipit-maintenance");

    /**
     * Nothing is done until it is asked for.
     *
     * @param tables names of the tables that a run can be asked for
     */
    public MaintenanceRuns(
            Map<MaintenanceTask, MaintenanceWork> works, Supplier<Collection<String>> tables, Clock clock) {
        this.works = Map.copyOf(works);
        this.tables = tables;
        this.clock = clock;
    }

    /**
     * Accepts a run; where the same one waits already, that one.
     *
     * @param table the only table to look at, or the empty text for all
     * @throws PipitException {@code UNKNOWN_RESOURCE} for a table that is not there
     */
    public synchronized MaintenanceRun start(MaintenanceTask task, String table) {
        Collection<String> known = tables.get();
        if (!table.isEmpty() && !known.contains(table)) {
            throw new PipitException(
                    ErrorCode.UNKNOWN_RESOURCE,
                    "There is no table '" + table + "' to maintain." + NearestName.hint(table, known));
        }
        Optional<MaintenanceRun> same = runs.values().stream()
                .filter(run -> run.state() == State.WAITING
                        && run.task() == task
                        && run.table().equals(table))
                .findFirst();
        if (same.isPresent()) {
            return same.get();
        }
        MaintenanceRun run = MaintenanceRun.asked(UUID.randomUUID().toString(), task, table, clock.millis());
        runs.put(run.id(), run);
        StopSign stop = new StopSign();
        stops.put(run.id(), stop);
        queue.add(run.id(), () -> work(run, stop));
        return run;
    }

    /** A run. */
    public synchronized Optional<MaintenanceRun> find(String id) {
        return Optional.ofNullable(runs.get(id));
    }

    /**
     * Ends a run as soon as may be: one that waits is not begun, one that works leaves what it has not done yet. One that has ended stays
     * as it is.
     */
    public void cancel(String id) {
        Optional.ofNullable(stops.get(id)).ifPresent(StopSign::give);
    }

    /** The newest runs, newest first. */
    public synchronized List<MaintenanceRun> newest() {
        Deque<MaintenanceRun> newest = new ArrayDeque<>();
        runs.values().forEach(newest::addFirst);
        return List.copyOf(newest);
    }

    /** Completes with the run when it has ended, well or not. */
    public synchronized CompletableFuture<MaintenanceRun> ended(String id) {
        return queue.end(id).orElseGet(() -> CompletableFuture.completedFuture(runs.get(id)));
    }

    /** Stops working. */
    @Override
    public void close() {
        queue.close();
    }

    private MaintenanceRun work(MaintenanceRun asked, StopSign stop) {
        try {
            return save(stop.given() ? asked.cancelled(clock.millis()) : worked(asked, stop));
        } finally {
            stops.remove(asked.id());
        }
    }

    private MaintenanceRun worked(MaintenanceRun asked, StopSign stop) {
        MaintenanceRun run = save(asked.working(clock.millis()));
        try {
            Set<String> only = run.table().isEmpty() ? Set.of() : Set.of(run.table());
            Map<String, Long> numbers = works.get(run.task()).run(only, run.id(), stop);
            run = run.done(numbers, clock.millis());
            LOG.info("Maintenance {} {}: {} in {} ms", run.task().label(), run.table(), run.numbers(), millis(run));
            return stop.given() ? run.cancelled(clock.millis()) : run;
        } catch (RuntimeException e) {
            if (stop.given()) {
                LOG.info("Maintenance {} {} was ended: {}", run.task().label(), run.table(), e.getMessage());
                return run.cancelled(clock.millis());
            }
            boolean expected = e instanceof PipitException;
            run = run.failed(expected ? e.getMessage() : String.valueOf(e), clock.millis());
            LOG.warn(
                    "Maintenance {} failed and is done again with the next run: {}",
                    run.task().label(),
                    run.error(),
                    expected ? null : e);
            return run;
        }
    }

    private static long millis(MaintenanceRun run) {
        return run.endedAtMillis() - run.startedAtMillis();
    }

    private synchronized MaintenanceRun save(MaintenanceRun run) {
        runs.put(run.id(), run);
        return run;
    }
}
