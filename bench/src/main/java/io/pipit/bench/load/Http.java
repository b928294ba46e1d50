package io.pipit.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** A client of one server. Thread-safe. */
public final class Http {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String POSITION = "X-Pipit-Position";
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;

    /** Of the server at a port of this machine. */
    public Http(int port) {
        this.base = "http://127.0.0.1:" + port;
    }

    /** Sends events; returns the position at which they are visible when they are durable. */
    public String events(String dataSource, byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/v0/events?name=" + dataSource))
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return send(request).headers().firstValue(POSITION).orElse("");
    }

    /** Asks an endpoint. */
    public HttpResponse<String> pipe(String name, Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return get("/v0/pipes/" + name + ".json" + (query.isEmpty() ? "" : "?" + query));
    }

    /** Asks a query. */
    public HttpResponse<String> sql(String query) {
        return get("/v0/sql?q=" + URLEncoder.encode(query + " FORMAT JSON", StandardCharsets.UTF_8));
    }

    /** Asks for a path. */
    public HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(base + path))
                .timeout(PATIENCE)
                .GET()
                .build());
    }

    /** Whether a path is answered well now. */
    public boolean answers(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(PATIENCE)
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Posts a text to a path. */
    public HttpResponse<String> post(String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(base + path))
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** One number that an endpoint answers. */
    public long number(String pipe, String column) {
        return json(pipe(pipe, Map.of()).body())
                .path("data")
                .path(0)
                .path(column)
                .asLong();
    }

    /** A text as JSON. */
    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                        request.uri() + " answered " + response.statusCode() + ": " + response.body());
            }
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(request.uri().toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
