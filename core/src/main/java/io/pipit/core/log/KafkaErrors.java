package io.pipit.core.log;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Turns failures of Kafka's clients into errors that a user can read. */
final class KafkaErrors {
    private KafkaErrors() {}

    /** The broker did not do what was asked. */
    static PipitException unavailable(String what, Throwable failure) {
        Throwable cause = root(failure);
        return new PipitException(
                ErrorCode.LOG_UNAVAILABLE,
                "The log did not answer: " + what + " failed (" + describe(cause)
                        + "). Check that the broker runs and has free disk; the same call may be repeated.",
                cause);
    }

    /** A client could not be made. */
    static PipitException settings(String bootstrapServers, Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return new PipitException(
                ErrorCode.INVALID_CONFIG,
                "No client for the log at '" + bootstrapServers + "': " + describe(cause)
                        + ". Check kafka.bootstrap-servers and kafka.client.",
                failure);
    }

    /** The failure under the wrappers of futures. */
    static Throwable root(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    static String describe(Throwable cause) {
        return cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
    }
}
