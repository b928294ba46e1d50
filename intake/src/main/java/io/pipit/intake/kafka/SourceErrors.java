package io.pipit.intake.kafka;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.log.SslFailure;
import io.pipit.core.project.connector.KafkaConnection;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Turns failures of a foreign cluster into errors that say what to do. */
final class SourceErrors {
    private SourceErrors() {}

    static PipitException of(KafkaConnection connection, String topic, Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null
                && (cause instanceof ExecutionException
                        || cause instanceof CompletionException
                        || cause.getClass() == org.apache.kafka.common.KafkaException.class)) {
            cause = cause.getCause();
        }
        if (cause instanceof PipitException known) {
            return known;
        }
        String at = "The brokers at " + connection.bootstrapServers() + " (connection '" + connection.name() + "') ";
        if (cause instanceof SslAuthenticationException) {
            return error(
                    ErrorCode.SOURCE_REFUSED,
                    at + "cannot be trusted: " + SslFailure.describe(cause) + ". " + SslFailure.advice(cause)
                            + " Check KAFKA_SSL_CA_PEM, KAFKA_BOOTSTRAP_SERVERS and KAFKA_SECURITY_PROTOCOL.",
                    cause);
        } else if (cause instanceof AuthenticationException) {
            return error(
                    ErrorCode.SOURCE_REFUSED,
                    at + "do not accept the credentials: " + cause.getMessage()
                            + ". Check KAFKA_KEY, KAFKA_SECRET, KAFKA_SECURITY_PROTOCOL and KAFKA_SASL_MECHANISM.",
                    cause);
        } else if (cause instanceof AuthorizationException) {
            return error(
                    ErrorCode.SOURCE_REFUSED,
                    at + "do not allow it: " + cause.getMessage()
                            + ". Reading needs the rights READ and DESCRIBE on the topic, and READ on the group.",
                    cause);
        } else if (cause instanceof UnknownTopicOrPartitionException || cause instanceof UnknownTopicIdException) {
            return unknownTopic(connection, topic, "");
        } else if (cause instanceof ConfigException) {
            return error(
                    String.valueOf(cause.getMessage()).contains("resolvable")
                            ? ErrorCode.SOURCE_UNAVAILABLE
                            : ErrorCode.INVALID_CONFIG,
                    at + "cannot be reached with these settings: " + cause.getMessage() + ".",
                    cause);
        }
        String why = cause instanceof TimeoutException ? "do not answer" : "failed";
        return error(
                ErrorCode.SOURCE_UNAVAILABLE,
                at + why + " (" + cause.getClass().getSimpleName() + ": " + cause.getMessage()
                        + "). Messages wait in their topic; reading goes on by itself once the brokers answer. If they"
                        + " should, check KAFKA_BOOTSTRAP_SERVERS and KAFKA_SECURITY_PROTOCOL.",
                cause);
    }

    static PipitException unknownTopic(KafkaConnection connection, String topic, String hint) {
        return error(
                ErrorCode.UNKNOWN_TOPIC,
                "There is no topic '" + topic + "' at " + connection.bootstrapServers() + " (connection '"
                        + connection.name() + "'), or these credentials may not see it." + hint
                        + " Make it, or correct KAFKA_TOPIC; reading begins by itself once it is there.",
                null);
    }

    private static PipitException error(ErrorCode code, String message, Throwable cause) {
        return new PipitException(code, message, cause);
    }
}
