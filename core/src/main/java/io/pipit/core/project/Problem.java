package io.pipit.core.project;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.SourcePosition;

/**
 * Something wrong with a project.
 *
 * @param severity errors stop a build, warnings do not
 * @param code of the catalogue
 * @param position file and line
 * @param message what was found, what was expected, what to do
 */
public record Problem(Severity severity, ErrorCode code, SourcePosition position, String message) {
    /** Whether a build goes on. */
    public enum Severity {
        ERROR,
        WARNING
    }

    @Override
    public String toString() {
        return position + ": " + (severity == Severity.ERROR ? "error: " : "warning: ") + message;
    }
}
