package io.pipit.jobs.schedule;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.schedule.config.Schedule;
import io.pipit.jobs.schedule.config.ScheduleKind;
import io.pipit.jobs.schedule.firing.Firing;
import io.pipit.jobs.schedule.firing.FiringLedger.Row;
import io.pipit.jobs.schedule.firing.FiringWork;
import io.pipit.jobs.schedule.firing.Firings;
import io.pipit.jobs.schedule.firing.SchedulesInForce.Source;
import io.pipit.jobs.schedule.firing.Standing;
import io.pipit.jobs.store.JobsDatabase;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.quartz.CronScheduleBuilder;
import org.quartz.CronTrigger;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.impl.matchers.GroupMatcher;

/**
 * Fires schedules: Quartz wakes at their times, in one of the processes, and {@link Firings} makes of each time what has to be done, once.
 * Schedules outlive the process. Thread-safe.
 */
public final class CopyScheduler implements AutoCloseable {
    /** How many servers share the database. */
    public enum Sharing {
        ONE_SERVER,
        /** Each firing happens on one of them. */
        SEVERAL_SERVERS
    }

    private final Scheduler quartz;
    private final Firings firings;

    private CopyScheduler(Scheduler quartz, Firings firings) {
        this.quartz = quartz;
        this.firings = firings;
    }

    /**
     * Starts to fire what the store holds.
     *
     * @param name of the installation: schedules are kept under it
     * @param works what firings start, by kind, looked at for each of them: some may be added later, to a concurrent map. Firings of kinds that
     *     are not there are left to other processes
     */
    public static CopyScheduler start(
            JobsDatabase database, Sharing sharing, String name, Map<ScheduleKind, FiringWork> works) {
        Firings firings = Firings.in(database, works);
        try {
            Scheduler quartz = QuartzStore.open(database, sharing, name);
            quartz.setJobFactory((bundle, scheduler) -> new WakeFirings(firings));
            if (sharing == Sharing.ONE_SERVER) {
                firings.startAlone();
            } else {
                firings.start();
            }
            quartz.start();
            return new CopyScheduler(quartz, firings);
        } catch (SchedulerException e) {
            firings.close();
            throw failed("start", e);
        }
    }

    /**
     * Makes the schedules these: new and changed ones are set, unchanged ones keep what they have missed, others are removed. Of a
     * change, no time is lost and none comes twice.
     */
    public void apply(Collection<Schedule> schedules, Source from) {
        firings.inForce().apply(schedules, from);
        trigger();
    }

    /**
     * Goes on with the schedules that are in force where they are of the same version of the project, whatever these say.
     *
     * @return how these differ from them, one sentence a difference
     */
    public List<String> takeOver(Collection<Schedule> schedules, Source from) {
        List<String> differences = firings.inForce().takeOver(schedules, from);
        trigger();
        return differences;
    }

    private void trigger() {
        SortedMap<String, Row> rows = firings.ledger().rows();
        Map<JobKey, CronLine> wanted = new HashMap<>();
        rows.values().forEach(row -> {
            Schedule one = row.schedule();
            one.line().ifPresent(line -> wanted.put(key(one), line));
        });
        try {
            for (JobKey key : quartz.getJobKeys(GroupMatcher.anyJobGroup())) {
                if (!wanted.containsKey(key)) {
                    quartz.deleteJob(key);
                }
            }
            for (Map.Entry<JobKey, CronLine> one : wanted.entrySet()) {
                Row row = rows.get(one.getKey().getGroup() + "/" + one.getKey().getName());
                set(one.getKey(), one.getValue(), row != null && row.paused());
            }
        } catch (SchedulerException e) {
            throw failed("take the schedules", e);
        }
    }

    /**
     * Lets a schedule fire no more, over restarts too, until it is resumed; runs on demand go on.
     *
     * @throws PipitException {@code INVALID_PARAMETER} when it has no schedule
     */
    public void pause(String name) {
        Schedule schedule = firing(name);
        firings.ledger().pause(schedule.id(), true);
        try {
            quartz.pauseJob(key(schedule));
        } catch (SchedulerException e) {
            throw failed("pause '" + name + "'", e);
        }
    }

    /**
     * Fires a schedule again from its next time on: what it has missed is not made up for.
     *
     * @throws PipitException {@code INVALID_PARAMETER} when it has no schedule
     */
    public void resume(String name) {
        Schedule schedule = firing(name);
        firings.ledger().pause(schedule.id(), false);
        try {
            quartz.resumeJob(key(schedule));
        } catch (SchedulerException e) {
            throw failed("resume '" + name + "'", e);
        }
    }

    /** Whether a schedule is paused. */
    public boolean paused(String name) {
        return row(name).map(Row::paused).orElse(false);
    }

    /** All schedules, those that never fire too, as they are now. */
    public List<Schedule> schedules() {
        return firings.ledger().rows().values().stream().map(Row::schedule).toList();
    }

    /** How each schedule is doing. */
    public List<Standing> standings() {
        return firings.standings();
    }

    /** When each copy's schedule fires next, unless it is paused. */
    public SortedMap<String, Instant> nextFirings() {
        return nextFirings(ScheduleKind.COPY);
    }

    /** When each scheduled task of maintenance is next done. */
    public SortedMap<String, Instant> nextMaintenance() {
        return nextFirings(ScheduleKind.MAINTENANCE);
    }

    private SortedMap<String, Instant> nextFirings(ScheduleKind kind) {
        SortedMap<String, Instant> next = new TreeMap<>();
        Instant now = Instant.now();
        for (Row row : firings.ledger().rows().values()) {
            if (row.schedule().kind() == kind && !row.paused()) {
                row.schedule()
                        .line()
                        .flatMap(line -> line.firings(now, 1).stream().findFirst())
                        .ifPresent(time -> next.put(row.schedule().name(), time));
            }
        }
        return next;
    }

    /** The lines of those of a kind that have one, by name. */
    public Map<String, CronLine> lines(ScheduleKind kind) {
        Map<String, CronLine> lines = new TreeMap<>();
        schedules().stream()
                .filter(schedule -> schedule.kind() == kind)
                .forEach(schedule -> schedule.line().ifPresent(line -> lines.put(schedule.name(), line)));
        return lines;
    }

    /** The newest firings of a schedule, newest first. */
    public List<Firing> firings(String name, int limit) {
        return row(name).map(row -> firings.newest(row.schedule(), limit)).orElse(List.of());
    }

    /**
     * Does the firing of a time that has passed, again where it was done: its rows take the place of the former.
     *
     * @throws PipitException {@code INVALID_PARAMETER} when there is no such firing
     */
    public void again(String name, Instant time) {
        firings.again(firing(name), time);
    }

    /** Fires no more; what the store holds stays. */
    @Override
    public void close() {
        try {
            quartz.shutdown(true);
        } catch (SchedulerException e) {
            throw failed("stop", e);
        } finally {
            firings.close();
        }
    }

    /** A project's copy comes before a task of the same name. */
    private Optional<Row> row(String name) {
        SortedMap<String, Row> rows = firings.ledger().rows();
        return Arrays.stream(ScheduleKind.values())
                .map(kind -> rows.get(Schedule.id(kind, name)))
                .filter(row -> row != null && row.schedule().fires())
                .findFirst();
    }

    private Schedule firing(String name) {
        return row(name)
                .map(Row::schedule)
                .orElseThrow(() -> new PipitException(
                        ErrorCode.INVALID_PARAMETER,
                        "'" + name
                                + "' runs on demand: it has no times that could be paused, resumed or done again. 'pipit schedule run "
                                + name + "', without a time, runs it now."));
    }

    private void set(JobKey key, CronLine line, boolean paused) throws SchedulerException {
        Set<String> wanted = line.quartz().stream()
                .map(expression -> line.timeZone().getID() + " " + expression)
                .collect(Collectors.toSet());
        if (expressions(key).equals(wanted)) {
            return;
        }
        JobDetail job = JobBuilder.newJob(WakeFirings.class).withIdentity(key).build();
        Set<CronTrigger> triggers = new HashSet<>();
        for (int i = 0; i < line.quartz().size(); i++) {
            triggers.add(TriggerBuilder.newTrigger()
                    .withIdentity(key.getName() + "#" + i, key.getGroup())
                    .forJob(job)
                    .withSchedule(CronScheduleBuilder.cronSchedule(line.quartz().get(i))
                            .inTimeZone(line.timeZone())
                            .withMisfireHandlingInstructionFireAndProceed())
                    .build());
        }
        // A line that had two triggers and now needs one must not keep the second.
        quartz.deleteJob(key);
        quartz.scheduleJob(job, triggers, true);
        if (paused) {
            quartz.pauseJob(key);
        }
    }

    private Set<String> expressions(JobKey key) throws SchedulerException {
        return quartz.getTriggersOfJob(key).stream()
                .filter(CronTrigger.class::isInstance)
                .map(CronTrigger.class::cast)
                .map(trigger -> trigger.getTimeZone().getID() + " " + trigger.getCronExpression())
                .collect(Collectors.toSet());
    }

    private static JobKey key(Schedule schedule) {
        return JobKey.jobKey(schedule.name(), schedule.kind().label());
    }

    private static PipitException failed(String what, SchedulerException e) {
        return new PipitException(
                ErrorCode.CATALOG_UNAVAILABLE, "The scheduler could not " + what + ": " + e.getMessage(), e);
    }
}
