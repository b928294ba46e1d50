package io.pipit.jobs.schedule;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.CopyPlan;
import io.pipit.jobs.store.JobsDatabase;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.quartz.CronScheduleBuilder;
import org.quartz.CronTrigger;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.matchers.GroupMatcher;

/**
 * Fires the cron lines of a project's copy pipes. Schedules outlive the process: what was missed while it was down is made up for
 * once. Thread-safe.
 */
public final class CopyScheduler implements AutoCloseable {
    /** How many servers share the database. */
    public enum Sharing {
        ONE_SERVER,
        /** Each firing happens on one of them. */
        SEVERAL_SERVERS
    }

    private static final String COPIES = "copy";
    private static final String MAINTENANCE = "maintenance";

    private final Scheduler quartz;

    private CopyScheduler(Scheduler quartz) {
        this.quartz = quartz;
    }

    /**
     * Starts to fire what the store holds.
     *
     * @param name of the installation: schedules are kept under it
     */
    public static CopyScheduler start(JobsDatabase database, Sharing sharing, String name, CopyStarter starter) {
        return start(database, sharing, name, starter, task -> {});
    }

    /**
     * Starts to fire what the store holds.
     *
     * @param maintenance starts a task of maintenance; a firing of one that was missed is not made up for
     */
    public static CopyScheduler start(
            JobsDatabase database, Sharing sharing, String name, CopyStarter starter, Consumer<String> maintenance) {
        try {
            Scheduler quartz = QuartzStore.open(database, sharing, name);
            quartz.setJobFactory((bundle, scheduler) -> {
                JobKey key = bundle.getJobDetail().getKey();
                return key.getGroup().equals(MAINTENANCE)
                        ? context -> maintenance.accept(key.getName())
                        : new FireCopy(starter);
            });
            quartz.start();
            return new CopyScheduler(quartz);
        } catch (SchedulerException e) {
            throw failed("start", e);
        }
    }

    /**
     * Makes the schedules those of the plan's copies: new and changed ones are set, unchanged ones keep what they have missed, others
     * are removed.
     *
     * @throws PipitException {@code INVALID_SCHEDULE} for a line that is not one; nothing is changed then
     */
    public void apply(Collection<CopyPlan> copies) {
        SortedMap<String, CronLine> wanted = new TreeMap<>();
        for (CopyPlan copy : copies) {
            if (!copy.schedule().isEmpty()) {
                wanted.put(copy.pipe(), CronLine.parse(copy.schedule()));
            }
        }
        apply(COPIES, wanted);
    }

    /** Makes the schedules of maintenance those of some tasks by name; others are removed. */
    public void applyMaintenance(Map<String, CronLine> tasks) {
        apply(MAINTENANCE, tasks);
    }

    private void apply(String group, Map<String, CronLine> wanted) {
        try {
            for (JobKey key : quartz.getJobKeys(GroupMatcher.jobGroupEquals(group))) {
                if (!wanted.containsKey(key.getName())) {
                    quartz.deleteJob(key);
                }
            }
            for (Map.Entry<String, CronLine> line : wanted.entrySet()) {
                set(JobKey.jobKey(line.getKey(), group), line.getValue());
            }
        } catch (SchedulerException e) {
            throw failed("take the schedules", e);
        }
    }

    /**
     * Fires the schedule of a copy, or of a task of maintenance, no more, over restarts too, until it is resumed; runs on demand go on.
     *
     * @throws PipitException {@code INVALID_PARAMETER} when it has no schedule
     */
    public void pause(String name) {
        try {
            quartz.pauseJob(scheduled(name));
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
        JobKey key = scheduled(name);
        try {
            for (Trigger trigger : quartz.getTriggersOfJob(key)) {
                if (quartz.getTriggerState(trigger.getKey()) == Trigger.TriggerState.PAUSED) {
                    quartz.rescheduleJob(
                            trigger.getKey(),
                            trigger.getTriggerBuilder().startAt(new Date()).build());
                }
            }
            quartz.resumeJob(key);
        } catch (SchedulerException e) {
            throw failed("resume '" + name + "'", e);
        }
    }

    /** Whether the schedule of a copy, or of a task of maintenance, is paused. */
    public boolean paused(String name) {
        try {
            return paused(JobKey.jobKey(name, COPIES)) || paused(JobKey.jobKey(name, MAINTENANCE));
        } catch (SchedulerException e) {
            throw failed("say whether '" + name + "' is paused", e);
        }
    }

    private boolean paused(JobKey key) throws SchedulerException {
        for (Trigger trigger : quartz.getTriggersOfJob(key)) {
            if (quartz.getTriggerState(trigger.getKey()) == Trigger.TriggerState.PAUSED) {
                return true;
            }
        }
        return false;
    }

    /** A project's copy comes before a task of the same name. */
    private JobKey scheduled(String name) {
        try {
            for (String group : List.of(COPIES, MAINTENANCE)) {
                JobKey key = JobKey.jobKey(name, group);
                if (quartz.checkExists(key)) {
                    return key;
                }
            }
        } catch (SchedulerException e) {
            throw failed("find '" + name + "'", e);
        }
        throw new PipitException(
                ErrorCode.INVALID_PARAMETER,
                "'" + name + "' has no schedule that could be paused or resumed; it runs on demand.");
    }

    /** When each scheduled copy fires next. */
    public SortedMap<String, Instant> nextFirings() {
        return nextFirings(COPIES);
    }

    /** When each scheduled task of maintenance is next done. */
    public SortedMap<String, Instant> nextMaintenance() {
        return nextFirings(MAINTENANCE);
    }

    private SortedMap<String, Instant> nextFirings(String group) {
        SortedMap<String, Instant> next = new TreeMap<>();
        try {
            for (JobKey key : quartz.getJobKeys(GroupMatcher.jobGroupEquals(group))) {
                for (Trigger trigger : quartz.getTriggersOfJob(key)) {
                    if (trigger.getNextFireTime() != null) {
                        Instant time = trigger.getNextFireTime().toInstant();
                        next.merge(key.getName(), time, (a, b) -> a.isBefore(b) ? a : b);
                    }
                }
            }
            return next;
        } catch (SchedulerException e) {
            throw failed("say when it fires next", e);
        }
    }

    /** Fires no more; what the store holds stays. */
    @Override
    public void close() {
        try {
            quartz.shutdown(true);
        } catch (SchedulerException e) {
            throw failed("stop", e);
        }
    }

    private void set(JobKey key, CronLine line) throws SchedulerException {
        if (expressions(key)
                .equals(line.quartz().stream()
                        .map(quartz -> line.timeZone().getID() + " " + quartz)
                        .collect(Collectors.toSet()))) {
            return;
        }
        JobDetail job = JobBuilder.newJob(FireCopy.class)
                .withIdentity(key)
                .requestRecovery(key.getGroup().equals(COPIES))
                .build();
        Set<CronTrigger> triggers = new HashSet<>();
        for (int i = 0; i < line.quartz().size(); i++) {
            triggers.add(TriggerBuilder.newTrigger()
                    .withIdentity(key.getName() + "#" + i, key.getGroup())
                    .forJob(job)
                    .withSchedule(schedule(line.quartz().get(i), line.timeZone(), key.getGroup()))
                    .build());
        }
        boolean paused = paused(key);
        // A line that had two triggers and now needs one must not keep the second.
        quartz.deleteJob(key);
        quartz.scheduleJob(job, triggers, true);
        if (paused) {
            quartz.pauseJob(key);
        }
    }

    private static CronScheduleBuilder schedule(String expression, TimeZone zone, String group) {
        CronScheduleBuilder schedule =
                CronScheduleBuilder.cronSchedule(expression).inTimeZone(zone);
        return group.equals(COPIES)
                ? schedule.withMisfireHandlingInstructionFireAndProceed()
                : schedule.withMisfireHandlingInstructionDoNothing();
    }

    private Set<String> expressions(JobKey key) throws SchedulerException {
        return quartz.getTriggersOfJob(key).stream()
                .filter(CronTrigger.class::isInstance)
                .map(CronTrigger.class::cast)
                .map(trigger -> trigger.getTimeZone().getID() + " " + trigger.getCronExpression())
                .collect(Collectors.toSet());
    }

    private static PipitException failed(String what, SchedulerException e) {
        return new PipitException(
                ErrorCode.CATALOG_UNAVAILABLE, "The scheduler could not " + what + ": " + e.getMessage(), e);
    }
}
