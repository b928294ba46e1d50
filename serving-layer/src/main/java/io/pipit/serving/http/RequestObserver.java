package io.pipit.serving.http;

import java.util.Map;

/** Is told of every question that was asked over HTTP. Must not block. */
public interface RequestObserver {
    /** Nobody looks. */
    RequestObserver NONE = asked -> {};

    /**
     * A question.
     *
     * @param pipe its name, {@code query_api} for SQL
     * @param url without tokens
     * @param status of HTTP
     * @param error why there was no answer, or the empty text
     * @param millis how long it took
     * @param parameters as given, without tokens
     */
    record Asked(
            String pipe,
            String url,
            String method,
            String agent,
            String requestId,
            int status,
            String error,
            long millis,
            long resultRows,
            long readRows,
            long readBytes,
            Map<String, String> parameters) {
        /** Copies the map. */
        public Asked {
            parameters = Map.copyOf(parameters);
        }
    }

    /** A question was answered, or could not be. */
    void asked(Asked asked);
}
