package io.pipit.jobs.maintenance;

import io.pipit.batch.compact.CompactJob;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.OrphanFiles;
import io.pipit.core.lake.OrphanFiles.Candidate;
import io.pipit.core.lake.OrphanFiles.Deleted;
import io.pipit.jobs.flink.FlinkCluster;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Deletes files that nothing will ever read. What a job has written and may still commit is kept, however old it is: nothing is deleted
 * before the speed job has committed an epoch that was cut after the files were found, nor while a batch job runs that is older than
 * they are.
 */
public final class OrphanWork implements MaintenanceWork {
    private final Lake lake;
    private final FlinkCluster cluster;
    private final Runnable epochPassed;
    private final Supplier<Set<String>> reserved;
    private final MaintenanceSettings.Orphans settings;
    private final Clock clock;

    /**
     * On a lake.
     *
     * @param cluster on which batch jobs run
     * @param epochPassed returns when the speed job has committed all that it had written when it was called
     * @param reserved paths of files that are written and will be committed without a job that runs
     */
    public OrphanWork(
            Lake lake,
            FlinkCluster cluster,
            Runnable epochPassed,
            Supplier<Set<String>> reserved,
            MaintenanceSettings.Orphans settings,
            Clock clock) {
        this.lake = lake;
        this.cluster = cluster;
        this.epochPassed = epochPassed;
        this.reserved = reserved;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Map<String, Long> run(Set<String> tables, String runId, StopSign stop) {
        Instant writtenBefore = clock.instant().minus(settings.safeAge());
        OrphanFiles orphans = lake.orphans();
        Set<String> kept = reserved.get();
        List<Candidate> found = orphans.find(writtenBefore, tables).stream()
                .filter(file -> !kept.contains(file.path()))
                .toList();
        Deleted deleted = new Deleted(0, 0);
        if (!found.isEmpty()) {
            refuseBeside(writtenBefore);
            epochPassed.run();
            deleted = stop.given() ? deleted : orphans.delete(found);
        }
        return Map.of("files_found", (long) found.size(), "files_deleted", deleted.files(), "bytes", deleted.bytes());
    }

    private void refuseBeside(Instant writtenBefore) {
        Optional<String> older = cluster.runningSinceBefore(
                writtenBefore, name -> name.startsWith("copy ") || name.startsWith(CompactJob.NAME + " "));
        if (older.isPresent()) {
            throw new PipitException(
                    ErrorCode.NOT_READY,
                    "The job '" + older.get() + "' has been running for longer than the safe age of "
                            + settings.safeAge().toMinutes() + " minutes and may still commit what it wrote before;"
                            + " nothing was deleted.");
        }
    }
}
