package io.pipit.jobs.schedule;

import io.pipit.core.error.PipitException;
import java.time.Instant;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One firing of a copy pipe's schedule. After a hard kill Quartz fires it again for the same time, and it is the same run. */
final class FireCopy implements Job {
    private static final Logger LOG = LoggerFactory.getLogger(FireCopy.class);

    private final CopyStarter starter;

    FireCopy(CopyStarter starter) {
        this.starter = starter;
    }

    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
        String pipe = context.getJobDetail().getKey().getName();
        try {
            starter.start(pipe, firing(context));
        } catch (PipitException e) {
            LOG.error("The schedule of the copy '{}' could not start a run: {}", pipe, e.getMessage());
            throw new JobExecutionException(e);
        }
    }

    private static Instant firing(JobExecutionContext context) {
        if (context.isRecovering()) {
            String original = context.getMergedJobDataMap()
                    .getString(Scheduler.FAILED_JOB_ORIGINAL_TRIGGER_SCHEDULED_FIRETIME_IN_MILLISECONDS);
            if (original != null) {
                return Instant.ofEpochMilli(Long.parseLong(original));
            }
        }
        return context.getScheduledFireTime().toInstant();
    }
}
