package io.pipit.core.log;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;

/** Turns failures of Kafka's clients into errors that a user can read. */
final class KafkaErrors {
    private KafkaErrors() {}

    /** The broker did not do what was asked. */
    static PipitException unavailable(String what, Throwable failure) {
        Throwable cause = root(failure);
        if (cause instanceof SslAuthenticationException) {
            return refused(
                    what,
                    "no trusted connection: " + SslFailure.describe(cause) + ". " + SslFailure.advice(cause)
                            + " Check kafka.client.ssl.truststore.certificates (PEM, with ssl.truststore.type) or"
                            + " ssl.truststore.location, and the names in kafka.bootstrap-servers.",
                    cause);
        } else if (cause instanceof AuthenticationException) {
            return refused(
                    what,
                    "the brokers do not accept the credentials: " + cause.getMessage()
                            + ". Check kafka.client.sasl.jaas.config, sasl.mechanism and security.protocol.",
                    cause);
        }
        String check = cause instanceof TimeoutException
                ? "Check that the broker runs, and that kafka.client.security.protocol is what it speaks"
                : "Check that the broker runs and has free disk";
        return new PipitException(
                ErrorCode.LOG_UNAVAILABLE,
                "The log did not answer: " + what + " failed (" + describe(cause) + "). " + check
                        + "; the same call may be repeated.",
                cause);
    }

    private static PipitException refused(String what, String why, Throwable cause) {
        return new PipitException(ErrorCode.LOG_REFUSED, "The log refuses: " + what + " failed, " + why, cause);
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
