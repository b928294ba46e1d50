package io.pipit.jobs.plan;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.core.project.Problem;
import io.pipit.core.project.Problem.Severity;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectCompiler.Compilation;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.forward.ForwardFiles;
import io.pipit.core.sql.Dialect;
import java.util.stream.Collectors;

/** Tells a version what came before it. */
public final class OlderVersions {
    private OlderVersions() {}

    /**
     * A version that knows how rows of the live one become its own.
     *
     * @throws PipitException {@code INVALID_PROJECT} when they cannot
     */
    public static Plan known(Plan live, Plan next) {
        ProjectFiles files = new ForwardFiles(new Dialect()).following(live, next);
        if (files.equals(next.files())) {
            return next;
        }
        Compilation compilation = new ProjectCompiler().compile(files);
        return compilation
                .plan()
                .orElseThrow(() -> new PipitException(
                        ErrorCode.INVALID_PROJECT,
                        compilation.problems().stream()
                                .filter(p -> p.severity() == Severity.ERROR)
                                .map(Problem::toString)
                                .collect(Collectors.joining("\n"))));
    }
}
