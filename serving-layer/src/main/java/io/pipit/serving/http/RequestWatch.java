package io.pipit.serving.http;

import io.javalin.http.Context;
import io.pipit.core.error.ErrorBody;
import io.pipit.serving.http.RequestObserver.Asked;
import io.pipit.serving.query.Answer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What there is to say of one request, while it is answered. */
final class RequestWatch {
    /** Stands for a pipe where SQL is asked. */
    static final String SQL = "query_api";

    private static final int OK = 200;

    private final Context context;
    private final String pipe;
    private final String requestId;
    private final long startNanos = System.nanoTime();
    private final Map<String, String> parameters = new TreeMap<>();
    private long resultRows;
    private long readRows;
    private long readBytes;

    RequestWatch(Context context, String pipe) {
        this.context = context;
        this.pipe = pipe;
        this.requestId = Optional.ofNullable(context.header("x-request-id"))
                .filter(id -> id.matches("[A-Za-z0-9._-]{1,64}"))
                .orElseGet(() -> UUID.randomUUID().toString());
    }

    String requestId() {
        return requestId;
    }

    void parameters(RequestParameters given) {
        given.all().forEach((name, values) -> parameters.put(name, String.join(",", values)));
        parameters.remove(RequestParameters.TOKEN);
        if (!given.body().isBlank()) {
            parameters.put(RequestParameters.QUERY, given.body());
        }
    }

    void read(Answer<?> answer, long rows, long bytes) {
        resultRows = rows;
        readRows = answer.lakeRows() + answer.freshRows();
        readBytes = bytes;
    }

    /** Answers, and tells how it went. */
    void over(RequestObserver observer, Runnable answering) {
        try {
            answering.run();
            observer.asked(asked(OK, ""));
        } catch (RuntimeException e) {
            ErrorBody body = ErrorBody.of(e);
            observer.asked(asked(body.status(), body.message()));
            throw e;
        }
    }

    private Asked asked(int status, String error) {
        String query = context.queryParamMap().entrySet().stream()
                .filter(e -> !e.getKey().equals(RequestParameters.TOKEN))
                .flatMap(e -> e.getValue().stream().map(value -> e.getKey() + "=" + value))
                .collect(Collectors.joining("&"));
        return new Asked(
                pipe,
                context.path() + (query.isEmpty() ? "" : "?" + query),
                context.method().name(),
                Optional.ofNullable(context.userAgent()).orElse(""),
                requestId,
                status,
                error,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos),
                resultRows,
                readRows,
                readBytes,
                parameters);
    }
}
