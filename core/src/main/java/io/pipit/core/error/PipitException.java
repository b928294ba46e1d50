package io.pipit.core.error;

import java.util.Objects;
import java.util.Optional;

/** An error that a user or an operator can read: what was found, what was expected and what to do. */
public class PipitException extends RuntimeException {
    private final ErrorCode code;
    private final transient SourcePosition position;

    /** An error without a place in a text. */
    public PipitException(ErrorCode code, String message) {
        this(code, message, null, null);
    }

    /** An error with the failure that caused it. */
    public PipitException(ErrorCode code, String message, Throwable cause) {
        this(code, message, null, cause);
    }

    /** An error at a place in a text; position and cause may be null. */
    public PipitException(ErrorCode code, String message, SourcePosition position, Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code, "code");
        this.position = position;
    }

    /** The stable code of this error. */
    public ErrorCode code() {
        return code;
    }

    /** Where in a user's text the error lies, when that is known. */
    public Optional<SourcePosition> position() {
        return Optional.ofNullable(position);
    }
}
