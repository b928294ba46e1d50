package io.pipit.cli.embedded;

import io.pipit.core.project.Plan;
import io.pipit.core.project.Variables;
import io.pipit.jobs.deploy.FolderDigest;
import io.pipit.jobs.schedule.config.CronConfigs;
import io.pipit.jobs.schedule.firing.Firings;
import io.pipit.jobs.schedule.firing.SchedulesInForce.Source;
import io.pipit.jobs.store.JobsDatabase;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the schedules of a process are made from, and how they differ from those that are in force. */
final class ScheduleSource {
    private ScheduleSource() {}

    static Source of(Plan plan, CronConfigs.Place place) {
        return new Source(FolderDigest.of(plan.files().with(Variables.NONE)), place.environment());
    }

    /** How what a process would fire for a version differs from what fires for it. */
    static List<String> differences(Plan plan, CronConfigs.Place place, JobsDatabase database) {
        return Firings.in(database, Map.of())
                .inForce()
                .differences(CronConfigs.read(plan, place).schedules(), of(plan, place));
    }

    /** Differences for a reader, with what to do about them. */
    static Optional<String> said(List<String> differences) {
        return differences.isEmpty()
                ? Optional.empty()
                : Optional.of("The schedules of this process are not those in force, which go on: "
                        + String.join("; ", differences)
                        + ". Start it with the same --env (PIPIT_ENV), cron-configs and secrets as the others, or run 'pipit"
                        + " deploy' while it leads to let its schedules count.");
    }
}
