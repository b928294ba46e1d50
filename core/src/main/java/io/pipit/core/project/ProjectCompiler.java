package io.pipit.core.project;

import java.util.List;
import java.util.Optional;

/** Compiles the texts of a project: parse, resolve, check, translate. Reports every problem at once. Stateless. */
public final class ProjectCompiler {
    /** The plan, unless there are errors; errors and warnings in the order of files and lines. */
    public record Compilation(Optional<Plan> plan, List<Problem> problems) {}

    /** Compiles. */
    public Compilation compile(ProjectFiles files) {
        throw new UnsupportedOperationException("skeleton");
    }
}
