package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.cli.services.LocalServices;
import io.pipit.core.config.ConfigReader;
import io.pipit.core.config.PipitConfig;
import io.pipit.core.project.Plan;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process whose log, catalog, files and runs are elsewhere: nothing that counts is in its own folder. */
class ExternalServicesClusterIT {
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @Test
    void everythingIsInKafkaPostgresAndASharedFolder() throws Exception {
        try (LocalServices services =
                new LocalServices(folder).kafka().postgres().sharedFolder()) {
            twoLives(services.settings());
        }
    }

    @Test
    void tablesAreInABucketAndTheCatalogIsAServer() throws Exception {
        try (LocalServices services =
                new LocalServices(folder).kafka().postgres().s3().restCatalog()) {
            twoLives(services.settings());
        }
    }

    private void twoLives(Map<String, String> settings) throws Exception {
        try (EmbeddedStack stack = start(settings, "first")) {
            assertThat(send(stack, 0, 200)).contains("\"successful_rows\":200");
            assertThat(count(stack)).isEqualTo("200,200");
            // A delete commits what is fresh first, and rewrites files of the lake; views keep what they counted.
            post(stack, "/v0/datasources/ticks/delete", "delete_condition=n%20%3C%2050");
            await(stack, "150,200");
            send(stack, 200, 230);
        }
        // Another machine: its state folder is empty.
        try (EmbeddedStack stack = start(settings, "second")) {
            assertThat(count(stack)).isEqualTo("180,230");
            send(stack, 230, 240);
            assertThat(count(stack)).isEqualTo("190,240");
        }
    }

    private EmbeddedStack start(Map<String, String> settings, String name) throws IOException {
        Path project = Files.createDirectories(folder.resolve(name));
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
        all.put("server.port", "0");
        all.put("speed.commit-interval", "1s");
        PipitConfig config = ConfigReader.read(project, Map.of(), all);
        StateFolder state = StateFolder.open(project.resolve(".pipit"));
        Plan plan = new ProjectCompile().plan(new ProjectFolder(project).read());
        return EmbeddedStack.start(
                config, state, plan, new Progress(new PrintWriter(new StringWriter())), StackHooks.NONE);
    }

    private String send(EmbeddedStack stack, int from, int to) throws Exception {
        StringBuilder body = new StringBuilder();
        for (int n = from; n < to; n++) {
            body.append("{\"n\":").append(n).append(",\"k\":\"").append(n % 7).append("\"}\n");
        }
        return post(stack, "/v0/events?name=ticks&wait=true", body.toString());
    }

    private String count(EmbeddedStack stack) throws Exception {
        return post(
                        stack,
                        "/v0/sql",
                        "SELECT (SELECT count() FROM ticks) AS a, (SELECT countMerge(total) FROM by_k) AS b FORMAT CSV")
                .strip();
    }

    private void await(EmbeddedStack stack, String counts) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!count(stack).equals(counts) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        assertThat(count(stack)).isEqualTo(counts);
    }

    private String post(EmbeddedStack stack, String path, String body) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + stack.port() + path))
                        .header(
                                "Content-Type",
                                path.contains("delete") ? "application/x-www-form-urlencoded" : "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isLessThan(300);
        return answer.body();
    }
}
