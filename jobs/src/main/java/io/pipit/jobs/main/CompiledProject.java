package io.pipit.jobs.main;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.core.project.Problem;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFolder;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** The plan of a project's folder. */
final class CompiledProject {
    private CompiledProject() {}

    static Plan in(Path folder) {
        ProjectCompiler.Compilation compiled = new ProjectCompiler().compile(ProjectFolder.read(folder));
        return compiled.plan()
                .orElseThrow(() -> new PipitException(
                        ErrorCode.INVALID_PROJECT,
                        "The project in " + folder + " does not compile:\n"
                                + compiled.problems().stream()
                                        .map(Problem::toString)
                                        .collect(Collectors.joining("\n"))));
    }
}
