package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A stack in this process with a data source {@code ticks}, and a view that counts its rows. */
final class TickStack implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final EmbeddedStack stack;

    private TickStack(EmbeddedStack stack) {
        this.stack = stack;
    }

    /** Starts it over the project in a folder, to which its own files are added, with settings over the defaults. */
    static TickStack start(Path project, Map<String, String> settings) throws IOException {
        Files.createDirectories(project);
        Files.writeString(project.resolve("ticks.datasource"), """
                SCHEMA >
                    `n` Int64 `json:$.n`,
                    `k` String `json:$.k`
                ENGINE "MergeTree"
                ENGINE_SORTING_KEY "n"
                """);
        Files.writeString(project.resolve("by_k.datasource"), """
                SCHEMA >
                    `k` String,
                    `total` AggregateFunction(count)
                ENGINE "AggregatingMergeTree"
                ENGINE_SORTING_KEY "k"
                """);
        Files.writeString(project.resolve("count_by_k.pipe"), """
                NODE counted
                SQL >
                    SELECT k, countState() AS total FROM ticks GROUP BY k
                TYPE materialized
                DATASOURCE by_k
                """);
        Map<String, String> all = new TreeMap<>(settings);
        all.put("speed.commit-interval", "1s");
        return new TickStack(LocalStack.start(project, all));
    }

    /** Sends one tick for each number, and waits until they are shown. */
    String send(int from, int behindLast) throws Exception {
        StringBuilder body = new StringBuilder();
        for (int n = from; n < behindLast; n++) {
            body.append("{\"n\":").append(n).append(",\"k\":\"").append(n % 7).append("\"}\n");
        }
        return post("/v0/events?name=ticks&wait=true", body.toString());
    }

    /** Rows of the data source, and those that the view has counted. */
    String count() throws Exception {
        return sql("SELECT (SELECT count() FROM ticks) AS a, (SELECT countMerge(total) FROM by_k) AS b");
    }

    /** The answer to a query, as CSV. */
    String sql(String query) throws Exception {
        return post("/v0/sql", query + " FORMAT CSV").strip();
    }

    /** Waits until a query has an answer. */
    void await(String query, String answer) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!sql(query).equals(answer) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        assertThat(sql(query)).isEqualTo(answer);
    }

    /** Sends a body; an answer of 300 and more fails the test. */
    String post(String path, String body) throws Exception {
        String type = path.contains("delete") ? "application/x-www-form-urlencoded" : "text/plain";
        return answered(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** Asks; an answer of 300 and more fails the test. */
    String get(String path) throws Exception {
        return answered(HttpRequest.newBuilder(uri(path)).build());
    }

    private String answered(HttpRequest request) throws Exception {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(request.uri() + ": " + answer.body()).isLessThan(300);
        return answer.body();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + stack.port() + path);
    }

    @Override
    public void close() {
        stack.close();
    }
}
