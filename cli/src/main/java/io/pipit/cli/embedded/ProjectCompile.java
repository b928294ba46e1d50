package io.pipit.cli.embedded;

import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.core.project.Problem;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFolder.Scan;
import java.util.List;

/** Compiles a project and says everything that stops it at once; warnings are left to {@code pipit build}. */
final class ProjectCompile {
    private final ProjectCompiler compiler = ProjectCompiler.askingTheEngine();

    /**
     * The plan.
     *
     * @throws PipitException {@code INVALID_PROJECT} with every error, one a line with its file and line
     */
    Plan plan(Scan project) {
        ProjectCompiler.Compilation compilation = compiler.compile(project);
        return compilation.plan().orElseThrow(() -> failed(compilation.problems()));
    }

    private static PipitException failed(List<Problem> problems) {
        List<String> errors = problems.stream()
                .filter(p -> p.severity() == Problem.Severity.ERROR)
                .map(Problem::toString)
                .toList();
        return new PipitException(
                ErrorCode.INVALID_PROJECT,
                String.join("\n", errors) + "\n" + Counted.of(errors.size(), "error") + ": the project is not loaded.");
    }
}
