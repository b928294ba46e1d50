package io.pipit.core.error;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * The answer of the HTTP API to a failed request, the same for all routes:
 * {@code {"error": text, "documentation": place, "code": NAME}}, but for bodies that the author of a template wrote.
 *
 * @param status HTTP status
 * @param code stable code
 * @param message what was found, what was expected, what to do
 * @param own the body as the author of a template wrote it, where one did
 */
public record ErrorBody(int status, ErrorCode code, String message, Optional<Object> own) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String DOCUMENTATION = "docs/errors.md#";
    private static final int RETRY_AFTER_SECONDS = 1;
    private static final int UNAVAILABLE = 503;

    /** An answer in the shape that all failures have. */
    public ErrorBody(int status, ErrorCode code, String message) {
        this(status, code, message, Optional.empty());
    }

    /** The answer for a failure; what is no {@link PipitException} is a defect, of which the log has the details. */
    public static ErrorBody of(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof AuthoredException authored) {
            return new ErrorBody(
                    authored.httpStatus(),
                    authored.code(),
                    authored.getMessage(),
                    Optional.ofNullable(authored.body()));
        } else if (cause instanceof PipitException known) {
            return of(known.code(), known.getMessage());
        }
        return of(
                ErrorCode.INTERNAL,
                "Pipit failed in an unexpected way (" + cause.getClass().getSimpleName()
                        + "). The server's log says more.");
    }

    /** The answer for a code of the catalogue. */
    public static ErrorBody of(ErrorCode code, String message) {
        return new ErrorBody(code.httpStatus(), code, message);
    }

    /** The value of the header {@code Retry-After} in seconds, where the same request may succeed soon. */
    public OptionalInt retryAfterSeconds() {
        return status == UNAVAILABLE && code.retryable() ? OptionalInt.of(RETRY_AFTER_SECONDS) : OptionalInt.empty();
    }

    /** The body. */
    public String toJson() {
        if (own.isPresent()) {
            return MAPPER.valueToTree(own.get()).toString();
        }
        ObjectNode body = MAPPER.createObjectNode();
        body.put("error", message);
        body.put("documentation", DOCUMENTATION + code.name().toLowerCase(Locale.ROOT));
        body.put("code", code.name());
        return body.toString();
    }
}
