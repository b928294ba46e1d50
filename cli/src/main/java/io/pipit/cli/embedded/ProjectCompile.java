package io.pipit.cli.embedded;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.core.project.Problem;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFolder.Scan;
import java.util.List;
import java.util.stream.Collectors;

/** Compiles a project and says everything that is wrong with it at once. */
final class ProjectCompile {
    private final ProjectCompiler compiler = new ProjectCompiler();

    /**
     * The plan.
     *
     * @throws PipitException {@code INVALID_PROJECT} with every problem, one a line with its file and line
     */
    Plan plan(Scan project) {
        ProjectCompiler.Compilation compilation = compiler.compile(project);
        return compilation.plan().orElseThrow(() -> failed(compilation.problems()));
    }

    private static PipitException failed(List<Problem> problems) {
        String lines = problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
        long errors = problems.stream()
                .filter(p -> p.severity() == Problem.Severity.ERROR)
                .count();
        return new PipitException(
                ErrorCode.INVALID_PROJECT,
                lines + "\n" + errors + (errors == 1 ? " error" : " errors") + ": the project is not loaded.");
    }
}
