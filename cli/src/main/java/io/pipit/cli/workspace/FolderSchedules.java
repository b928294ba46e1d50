package io.pipit.cli.workspace;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Problem;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectCompiler.Compilation;
import io.pipit.core.project.ProjectFolder;
import io.pipit.jobs.schedule.config.CronConfigs;
import io.pipit.jobs.schedule.config.NextFirings;
import io.pipit.jobs.schedule.config.Schedule;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** The schedules of a project as it is in a folder; needs no running stack. */
public final class FolderSchedules {
    /** One firing to come, with its time in UTC. */
    public record Firing(Instant time, String name) {}

    private final Compilation checked;
    private final Collection<Schedule> schedules;

    /**
     * Reads a folder.
     *
     * @param environment whose files count, empty for none
     */
    public FolderSchedules(Path folder, String environment) {
        CronConfigs.Place place = CronCheck.place(environment);
        checked = CronCheck.checked(new ProjectCompiler().compile(ProjectFolder.scan(folder)), place);
        schedules = checked.plan()
                .map(plan -> CronConfigs.read(plan, place).schedules())
                .orElse(List.of());
    }

    /** Why there are none; empty when all is well, but for warnings. */
    public List<Problem> errors() {
        return checked.plan().isPresent() ? List.of() : checked.problems();
    }

    /**
     * The next firings in order.
     *
     * @param name of one schedule, or null for all
     */
    public List<Firing> next(String name, int count) {
        List<Schedule> asked = schedules.stream()
                .filter(schedule -> name == null || schedule.name().equals(name))
                .toList();
        if (name != null && asked.isEmpty()) {
            List<String> known = schedules.stream().map(Schedule::name).toList();
            throw new PipitException(
                    ErrorCode.UNKNOWN_RESOURCE, "There is no schedule '" + name + "'." + NearestName.hint(name, known));
        }
        return NextFirings.of(asked, Instant.now(), count).stream()
                .map(next -> new Firing(next.time(), next.name()))
                .toList();
    }
}
