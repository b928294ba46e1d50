package io.pipit.intake.kafka;

/** A message that cannot be read, whoever tries; it goes to the quarantine with the reason. */
final class BadMessageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BadMessageException(String reason) {
        super(reason, null, false, false);
    }
}
