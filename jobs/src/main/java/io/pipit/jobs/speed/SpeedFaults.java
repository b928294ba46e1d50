package io.pipit.jobs.speed;

import io.pipit.core.error.PipitException;
import io.pipit.jobs.flink.FlinkCluster;
import io.pipit.jobs.flink.JobFault;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the running speed job failed and began again by itself. It may do so for ever, where the same rows fail each time in a way that is not theirs, and
 * the job is running whenever it is asked; only its views stand still. Used by one thread; {@link #restarts} by any.
 */
final class SpeedFaults {
    private static final Logger LOG = LoggerFactory.getLogger(SpeedFaults.class);
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final FlinkCluster cluster;
    private final Consumer<String> told;
    private JobID job;
    private long newestMillis;
    private String lastReason = "";
    private long lookedNanos = System.nanoTime() - EVERY_NANOS;
    private volatile int restarts;

    /** Of jobs of a cluster; each reason is told once while it repeats itself. */
    SpeedFaults(FlinkCluster cluster, Consumer<String> told) {
        this.cluster = cluster;
        this.told = told;
    }

    /** How often a failure was seen after which a job went on by itself; those within two seconds are one. */
    int restarts() {
        return restarts;
    }

    /** Asks now and then whether the job has failed since it was asked last; the reason goes to {@code failed}. */
    void look(JobID running, Consumer<String> failed) {
        if (System.nanoTime() - lookedNanos < EVERY_NANOS) {
            return;
        }
        lookedNanos = System.nanoTime();
        if (!running.equals(job)) {
            job = running;
            newestMillis = 0;
        }
        try {
            cluster.newestFault(running)
                    .filter(fault -> fault.atMillis() > newestMillis)
                    .ifPresent(fault -> take(fault, failed));
        } catch (PipitException e) {
            LOG.debug("The speed job's failures could not be asked for: {}", e.getMessage());
        }
    }

    private void take(JobFault fault, Consumer<String> failed) {
        newestMillis = fault.atMillis();
        restarts = restarts + 1;
        failed.accept(fault.reason());
        LOG.warn("The speed job failed and begins again from what is committed: {}", fault.reason());
        if (!fault.reason().equals(lastReason)) {
            lastReason = fault.reason();
            told.accept(
                    "The speed job failed and begins again from what is committed; until it succeeds, views stand still: "
                            + fault.reason());
        }
    }
}
