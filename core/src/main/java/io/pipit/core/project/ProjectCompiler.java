package io.pipit.core.project;

import io.pipit.core.project.Problem.Severity;
import io.pipit.core.project.compile.EngineCheck;
import io.pipit.core.project.compile.LoadedProject;
import io.pipit.core.project.compile.PlanBuilder;
import io.pipit.core.project.reconcile.ReconcileFiles;
import io.pipit.core.sql.Dialect;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Compiles the texts of a project: parse, resolve, check, translate. Reports every problem at once. Stateless. */
public final class ProjectCompiler {
    private static final Comparator<Problem> BY_PLACE = Comparator.<Problem, String>comparing(
                    p -> p.position().file())
            .thenComparing(p -> p.position().line())
            .thenComparing(p -> p.position().column());

    private final Dialect dialect = new Dialect();
    private final Supplier<EngineCheck> checks;

    /** Compiles without asking the engine: for texts that a build has checked before. */
    public ProjectCompiler() {
        this(() -> EngineCheck.NONE);
    }

    private ProjectCompiler(Supplier<EngineCheck> checks) {
        this.checks = checks;
    }

    /** Compiles as a build does: the engine, too, has to take every query, over empty tables. */
    public static ProjectCompiler askingTheEngine() {
        return new ProjectCompiler(EngineCheck::new);
    }

    /** The plan, unless there are errors; errors and warnings in the order of files and lines. */
    public record Compilation(Optional<Plan> plan, List<Problem> problems) {}

    /** Compiles. */
    public Compilation compile(ProjectFiles files) {
        return compile(files, List.of());
    }

    /** Compiles what was read of a folder; what could not be read is among the problems. */
    public Compilation compile(ProjectFolder.Scan scan) {
        return compile(scan.files(), scan.problems());
    }

    private Compilation compile(ProjectFiles files, List<Problem> unreadable) {
        LoadedProject project = LoadedProject.of(files, dialect);
        unreadable.forEach(p -> project.unreadable(p.position().file()));
        PlanBuilder builder;
        Plan plan;
        try (EngineCheck engine = checks.get()) {
            builder = new PlanBuilder(files, dialect, project, engine);
            plan = builder.build();
        }
        List<Problem> problems = Stream.of(
                        unreadable.stream(),
                        ReconcileFiles.of(plan).problems().stream().filter(p -> !project.namedBroken(p.message())),
                        project.includeProblems().stream(),
                        builder.problems().stream().map(project::placed))
                .flatMap(p -> p)
                .distinct()
                .sorted(BY_PLACE)
                .toList();
        boolean failed = problems.stream().anyMatch(p -> p.severity() == Severity.ERROR);
        return new Compilation(failed ? Optional.empty() : Optional.of(plan), problems);
    }
}
