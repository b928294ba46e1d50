package io.pipit.jobs.reconcile.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A server of a running installation, which puts rows in: only there originals of these rows are held back while it is looked whether they
 * are there, and dropped when they come later.
 */
public final class InstallationServer {
    private static final Set<String> ENDED = Set.of("done", "error", "cancelled");
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofMinutes(2);
    private static final int AT_ONCE = 10_000;
    private static final long POLL_MILLIS = 200;
    private static final int REFUSED = 400;
    /** Another process takes over from one that dies, and goes on with the run. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final URI address;
    private final String token;
    private final HttpClient http;
    private final ObjectMapper json = new ObjectMapper();

    /**
     * At an address.
     *
     * @param token of the server; the empty text for none
     * @param ca a file in PEM with the authority that signed its certificate; the empty text for those that Java knows
     */
    public InstallationServer(URI address, String token, String ca) {
        this.address = address;
        this.token = token;
        HttpClient.Builder client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
        if (!ca.isBlank()) {
            client.sslContext(Authority.in(ca));
        }
        this.http = client.build();
    }

    /**
     * What became of rows.
     *
     * @param putIn were put in
     * @param arrived were there
     * @param gone were in the database no more
     * @param unfit do not fit the data source, and were not put in
     */
    public record PutIn(long putIn, long arrived, long gone, long unfit) {
        PutIn plus(PutIn other) {
            return new PutIn(putIn + other.putIn, arrived + other.arrived, gone + other.gone, unfit + other.unfit);
        }
    }

    /**
     * Puts in those of the ids that are not there, as their rows are in the database now; it may be repeated.
     *
     * @param name of the definition
     * @throws PipitException {@code SERVER_UNREACHABLE}, or what the server refuses, in its words
     */
    public PutIn putIn(String name, List<String> ids) {
        PutIn all = new PutIn(0, 0, 0, 0);
        for (int from = 0; from < ids.size(); from += AT_ONCE) {
            List<String> some = ids.subList(from, Math.min(ids.size(), from + AT_ONCE));
            JsonNode run = asked(request("/v0/cleanup/" + name + "?reingest=true")
                    .POST(HttpRequest.BodyPublishers.ofString(text(some)))
                    .build());
            all = all.plus(result(ended(run)));
        }
        return all;
    }

    private JsonNode ended(JsonNode run) {
        JsonNode now = run;
        while (!ENDED.contains(now.path("status").asText())) {
            rest();
            now = asked(request("/v0/reconcile/runs/" + run.path("id").asText())
                    .GET()
                    .build());
        }
        return now;
    }

    private PutIn result(JsonNode run) {
        if (!run.path("status").asText().equals("done")) {
            throw new PipitException(
                    ErrorCode.named(run.path("error_code").asText()),
                    "The server at " + address + " did not put in all rows (its run "
                            + run.path("id").asText() + "): "
                            + run.path("error").asText());
        }
        return new PutIn(
                run.path("put_in").asLong(),
                run.path("arrived").asLong(),
                run.path("gone").asLong(),
                run.path("unfit").asLong());
    }

    private JsonNode asked(HttpRequest request) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                JsonNode body = json.readTree(answer.body());
                if (answer.statusCode() < REFUSED) {
                    return body;
                }
                throw new PipitException(
                        ErrorCode.named(body.path("code").asText()),
                        "The server at " + address + " refuses: "
                                + body.path("error").asText(answer.body()));
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw new PipitException(
                            ErrorCode.SERVER_UNREACHABLE,
                            "The server at " + address + " gives no answer that can be read: " + e
                                    + ". Is that where a server of the installation runs?",
                            e);
                }
                rest();
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address.resolve(path)).timeout(ANSWER);
        return token.isBlank() ? request : request.header("Authorization", "Bearer " + token.strip());
    }

    private void rest() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private PipitException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new PipitException(ErrorCode.SERVER_UNREACHABLE, "Interrupted while waiting for " + address + ".", e);
    }

    private String text(List<String> ids) {
        try {
            return json.writeValueAsString(ids);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
