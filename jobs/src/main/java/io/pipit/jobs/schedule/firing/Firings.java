package io.pipit.jobs.schedule.firing;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.schedule.config.Schedule;
import io.pipit.jobs.schedule.config.ScheduleKind;
import io.pipit.jobs.store.JobsDatabase;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The firings of all schedules, from the moment in which a time has come to the end of the run. Thread-safe. */
public final class Firings implements AutoCloseable {
    private final FiringStore store;
    private final FiringLedger ledger;
    private final FiringDriver driver;
    private final AlertSender sender;

    private Firings(JobsDatabase database, Clock clock, Map<ScheduleKind, FiringWork> works) {
        AlertStore alerts = new AlertStore(database);
        this.store = new FiringStore(database);
        this.ledger = new FiringLedger(store, alerts, clock);
        this.driver = new FiringDriver(ledger, store, alerts, works);
        this.sender = new AlertSender(alerts, clock);
    }

    /** In a database, by its clock; several processes may share it. */
    public static Firings in(JobsDatabase database, Map<ScheduleKind, FiringWork> works) {
        return new Firings(
                database,
                database.kind() == JobsDatabase.Kind.H2 ? Clock.systemUTC() : new DatabaseClock(database),
                works);
    }

    /** By another clock. */
    static Firings in(JobsDatabase database, Clock clock, Map<ScheduleKind, FiringWork> works) {
        return new Firings(database, clock, works);
    }

    /** Begins to go on with what is open. */
    public void start() {
        driver.start();
        sender.start();
    }

    /** The same where no other process shares the database: what one left open is gone on with at once. */
    public void startAlone() {
        store.releaseAll();
        start();
    }

    /** Which times are accounted for. */
    public FiringLedger ledger() {
        return ledger;
    }

    /** Which schedules count. */
    public SchedulesInForce inForce() {
        return new SchedulesInForce(store, ledger);
    }

    /** A time of a schedule may have come. */
    public void wake(String id) {
        ledger.account(id);
        driver.wake();
    }

    /** The newest firings of a schedule, newest first. */
    public List<Firing> newest(Schedule schedule, int limit) {
        return store.newest(schedule.id(), limit);
    }

    /** How each schedule is doing. */
    public List<Standing> standings() {
        return store.standings(ledger.now());
    }

    /**
     * Does the firing of a time, again where it was done.
     *
     * @throws PipitException {@code INVALID_PARAMETER} when it is none of the schedule's times, or has not come yet
     */
    public void again(Schedule schedule, Instant time) {
        boolean its = schedule.line()
                .map(line -> line.firings(time.minusMillis(1), 1).contains(time))
                .orElse(false);
        Instant now = ledger.now();
        boolean ahead = time.isAfter(now);
        if (!its || ahead) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "'" + schedule.name() + "' has no firing at " + time + " that could be done now"
                            + (ahead ? ": that time is ahead; the last one" : "; the one before that")
                            + schedule.line()
                                    .flatMap(line -> line.previous(ahead ? now : time))
                                    .map(before -> " was at " + before + ".")
                                    .orElse(" is not known."));
        }
        ledger.again(schedule.id(), time);
        driver.wake();
    }

    /** One look at everything, for tests that do not wait. */
    void step() {
        driver.step();
    }

    @Override
    public void close() {
        driver.close();
        sender.close();
    }
}
