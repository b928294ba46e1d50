package io.pipit.core.sql;

import io.pipit.core.error.PipitException;
import java.util.Optional;

/** A text stands beside a value that it cannot be compared with, such as {@code 'a'} beside a UUID. */
public final class UnfitLiteralException extends PipitException {
    private final String literal;
    private final String fitting;

    /**
     * The same as an error that says it.
     *
     * @param fitting a text that could stand there
     */
    public UnfitLiteralException(PipitException error, String literal, String fitting) {
        super(error.code(), error.getMessage(), error.position().orElse(null), error);
        this.literal = literal;
        this.fitting = fitting;
    }

    /** Such an error within another one: whoever added file and line kept the error as its cause. */
    public static Optional<UnfitLiteralException> in(Throwable error) {
        for (Throwable each = error; each != null; each = each.getCause()) {
            if (each instanceof UnfitLiteralException unfit) {
                return Optional.of(unfit);
            }
        }
        return Optional.empty();
    }

    /** The text. */
    public String literal() {
        return literal;
    }

    /** A text that could stand there. */
    public String fitting() {
        return fitting;
    }
}
