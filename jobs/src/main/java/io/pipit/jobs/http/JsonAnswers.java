package io.pipit.jobs.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.pipit.core.error.ErrorBody;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How control routes answer. */
final class JsonAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(JsonAnswers.class);
    private static final String JSON = "application/json; charset=utf-8";
    private static final String WITHIN = "within_ms";
    private static final long LONGEST_WITHIN_MILLIS = 1_000;
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private JsonAnswers() {}

    /** A handler whose errors have the one shape. */
    static Handler handler(Consumer<Context> action) {
        return context -> {
            try {
                action.accept(context);
            } catch (RuntimeException e) {
                fail(context, e);
            }
        };
    }

    static void answer(Context context, Object body) {
        try {
            context.contentType(JSON).result(MAPPER.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Waits for an end, where the request says for how many milliseconds at most ({@code within_ms}): who follows something need not ask
     * again and again.
     *
     * @param end that may fail; what is answered then is found out afterwards
     * @throws PipitException {@code INVALID_PARAMETER} for a text that is no such number
     */
    static void within(Context context, Supplier<? extends Future<?>> end) {
        Optional<String> given = parameter(context, WITHIN);
        if (given.isEmpty()) {
            return;
        }
        try {
            end.get().get(millis(given.get()), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // the answer says how it is
        }
    }

    private static long millis(String given) {
        try {
            return Math.max(0, Math.min(LONGEST_WITHIN_MILLIS, Long.parseLong(given)));
        } catch (NumberFormatException e) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "'" + given + "' is no number of milliseconds for " + WITHIN + "; expected is one like 500.",
                    e);
        }
    }

    /** A query parameter that is given and not blank. */
    static Optional<String> parameter(Context context, String name) {
        return Optional.ofNullable(context.queryParam(name)).filter(text -> !text.isBlank());
    }

    /** A time as clients read it; null for 0. */
    static String time(long millis) {
        return millis == 0 ? null : TIME.format(Instant.ofEpochMilli(millis));
    }

    private static void fail(Context context, RuntimeException failure) {
        ErrorBody body = ErrorBody.of(failure);
        if (body.code() == ErrorCode.INTERNAL) {
            LOG.error("A request to {} failed", context.path(), failure);
        }
        context.status(body.status()).contentType(JSON).result(body.toJson());
        body.retryAfterSeconds().ifPresent(s -> context.header("Retry-After", Integer.toString(s)));
    }
}
