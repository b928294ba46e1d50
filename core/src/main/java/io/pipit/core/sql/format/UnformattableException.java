package io.pipit.core.sql.format;

/** The text cannot be laid out; it stays as it is. The message says why. */
final class UnformattableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnformattableException(String message) {
        super(message);
    }
}
