package io.pipit.jobs.main;

import io.pipit.core.error.PipitException;
import io.pipit.jobs.store.JobTable;
import io.pipit.jobs.store.JobsDatabase;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jobs that were submitted to clusters without a server. Thread-safe. */
public final class SubmissionHistory {
    private static final Logger LOG = LoggerFactory.getLogger(SubmissionHistory.class);

    private final JobTable<Submission> table;
    private final Clock clock;

    /** In the database of an installation. */
    public SubmissionHistory(JobsDatabase database, Clock clock) {
        this.table = new JobTable<>(database, "pipit_submissions", Submission.class, "submitted job");
        this.clock = clock;
    }

    /**
     * Does a job, which is in the table before it begins.
     *
     * @param job answers what came of it
     */
    String keep(String kind, String asked, String cluster, Supplier<String> job) {
        Submission begun = new Submission(
                UUID.randomUUID().toString(), kind, asked, cluster, Submission.State.WORKING, "", clock.millis(), 0);
        table.add(begun);
        try {
            String done = job.get();
            save(begun.ended(Submission.State.DONE, done, clock.millis()));
            return done;
        } catch (RuntimeException | Error e) {
            save(begun.ended(Submission.State.ERROR, String.valueOf(e.getMessage()), clock.millis()));
            throw e;
        }
    }

    /** What was done is done, also where it cannot be written down. */
    private void save(Submission ended) {
        try {
            table.update(ended);
        } catch (PipitException e) {
            LOG.warn("The end of the job {} is not in the history: {}", ended.id(), e.getMessage());
        }
    }

    /** The newest, newest first. */
    public List<Submission> newest(int limit) {
        return table.newest(limit);
    }
}
