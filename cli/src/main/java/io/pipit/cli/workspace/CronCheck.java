package io.pipit.cli.workspace;

import io.pipit.core.project.Plan;
import io.pipit.core.project.Problem;
import io.pipit.core.project.Problem.Severity;
import io.pipit.core.project.ProjectCompiler.Compilation;
import io.pipit.jobs.schedule.config.CronConfigs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks what a project's {@code cron-configs} say, together with its datafiles. */
public final class CronCheck {
    private CronCheck() {}

    /** The files that are shipped with this installation, for an environment. */
    public static CronConfigs.Place place(String environment) {
        Optional<Path> shipped =
                Optional.ofNullable(System.getProperty("pipit.home")).map(home -> Path.of(home, "cron-configs"));
        return new CronConfigs.Place(shipped, environment);
    }

    /** The compilation, with what is wrong with the schedules; it has no plan when something is. */
    public static Compilation checked(Compilation compiled, CronConfigs.Place place) {
        if (compiled.plan().isEmpty()) {
            return compiled;
        }
        Plan plan = compiled.plan().get();
        List<Problem> found = CronConfigs.read(plan, place).problems();
        List<Problem> all = new ArrayList<>(compiled.problems());
        all.addAll(found);
        boolean failed = found.stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
        return new Compilation(failed ? Optional.empty() : Optional.of(plan), all);
    }
}
