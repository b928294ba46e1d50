package io.pipit.cli.checker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipit.core.block.PositionVector;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Asks the process, and tells answers from silence. */
final class Asking {
    /** Errors that pass by themselves. Any other error of a query is a defect. */
    private static final Set<String> PASSING = Set.of(
            "NOT_READY",
            "POSITION_TIMEOUT",
            "QUERY_TIMEOUT",
            "FRESH_GAP",
            "OUT_OF_MEMORY",
            "STORAGE_FAILED",
            "CATALOG_UNAVAILABLE",
            "LOG_UNAVAILABLE",
            "SERVER_UNREACHABLE",
            "COMMIT_CONFLICT");

    private final Target pipit;
    private final Set<String> alsoAllowed;
    private final ObjectMapper json = new ObjectMapper();
    private final AtomicLong stale = new AtomicLong();
    private volatile String lastError = "";

    Asking(Target pipit, Set<String> alsoAllowed) {
        this.pipit = pipit;
        this.alsoAllowed = alsoAllowed;
    }

    /** The last error that was no answer. */
    String lastError() {
        return lastError;
    }

    /** How many answers said that they are older than what has been read. */
    long stale() {
        return stale.get();
    }

    /** The answer of a query over the checker's tables; nothing while the process is down or says why it cannot answer. */
    Optional<Answer> sql(String sql, PositionVector least) throws InterruptedException {
        String minimum = least.next().isEmpty() ? "" : "&min_position=" + encoded(least.toText());
        return answer("/v0/sql?q=" + encoded(sql) + minimum);
    }

    /** The answer of an endpoint that says what its table says. */
    Optional<Answer> endpoint(String pathAndQuery) throws InterruptedException {
        return answer(pathAndQuery);
    }

    private Optional<Answer> answer(String path) throws InterruptedException {
        Optional<HttpResponse<String>> got = send(HttpRequest.newBuilder(pipit.api(path)));
        if (got.isEmpty()) {
            return Optional.empty();
        }
        HttpResponse<String> answer = got.get();
        if (answer.headers().firstValue("X-Pipit-Stale").isPresent()) {
            lastError = "stale: " + answer.headers().firstValue("X-Pipit-Stale").get();
            stale.incrementAndGet();
            return Optional.empty(); // it says itself that it is older
        }
        PositionVector position = PositionVector.parse(
                answer.headers().firstValue("X-Pipit-Position").orElse(""));
        return Optional.of(Answer.of(position, parsed(answer.body()), answer.body()));
    }

    /** A JSON answer of another route; nothing as with queries. */
    Optional<JsonNode> json(String method, String path) throws InterruptedException {
        return send(HttpRequest.newBuilder(pipit.api(path)).method(method, HttpRequest.BodyPublishers.noBody()))
                .map(answer -> parsed(answer.body()));
    }

    private Optional<HttpResponse<String>> send(HttpRequest.Builder request) throws InterruptedException {
        try {
            HttpResponse<String> answer = pipit.http()
                    .send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                return Optional.of(answer);
            }
            lastError = answer.statusCode() + " " + answer.body();
            String code = parsed(answer.body()).path("code").asText();
            if (!PASSING.contains(code) && !alsoAllowed.contains(code)) {
                throw new AssertionError("A query failed: " + lastError);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private JsonNode parsed(String text) {
        try {
            return json.readTree(text);
        } catch (IOException e) {
            throw new AssertionError("No JSON: " + text, e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
