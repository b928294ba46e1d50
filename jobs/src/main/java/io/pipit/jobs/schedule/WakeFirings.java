package io.pipit.jobs.schedule;

import io.pipit.core.error.PipitException;
import io.pipit.jobs.schedule.config.Schedule;
import io.pipit.jobs.schedule.config.ScheduleKind;
import io.pipit.jobs.schedule.firing.Firings;
import java.util.Locale;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;

/** A time of a schedule has come. What it makes of that is in the database before this ends; a wake-up too many does nothing. */
final class WakeFirings implements Job {
    private final Firings firings;

    WakeFirings(Firings firings) {
        this.firings = firings;
    }

    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
        JobKey key = context.getJobDetail().getKey();
        try {
            firings.wake(Schedule.id(ScheduleKind.valueOf(key.getGroup().toUpperCase(Locale.ROOT)), key.getName()));
        } catch (PipitException e) {
            throw new JobExecutionException(e); // the next look at everything makes up for it
        }
    }
}
