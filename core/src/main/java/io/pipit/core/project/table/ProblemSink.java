package io.pipit.core.project.table;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.error.SourcePosition;
import io.pipit.core.project.Problem;
import io.pipit.core.project.Problem.Severity;
import java.util.ArrayList;
import java.util.List;

/** Gathers the problems of one file. */
public final class ProblemSink {
    private final String path;
    private final List<Problem> problems = new ArrayList<>();

    /** For a file of the project. */
    public ProblemSink(String path) {
        this.path = path;
    }

    /** Notes a problem at a line. */
    public void add(Severity severity, ErrorCode code, int line, String message) {
        problems.add(new Problem(severity, code, new SourcePosition(path, line, 0), message));
    }

    /** Notes an error that was thrown; its own position wins over the line. */
    public void add(PipitException error, int line) {
        problems.add(new Problem(
                Severity.ERROR,
                error.code(),
                error.position().orElse(new SourcePosition(path, line, 0)),
                error.getMessage()));
    }

    /** All of them so far. */
    public List<Problem> problems() {
        return List.copyOf(problems);
    }
}
