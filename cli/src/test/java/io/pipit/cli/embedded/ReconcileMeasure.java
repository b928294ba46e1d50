package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.Json;
import io.pipit.core.config.ConfigReader;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures a comparison of {@code -Drows=1000000} rows with PostgreSQL, with 0, 1 and 10,000 missing. No test of the build: it is run by
 * hand, on a machine that does nothing else.
 */
class ReconcileMeasure {
    private static final int ROWS = Integer.getInteger("rows", 1_000_000);
    private static final int REQUEST_ROWS = 50_000;
    private static final String RANGE = "start=2026-01-01&end=2026-02-01";

    @TempDir
    private Path folder;

    private EmbeddedStack stack;

    @Test
    void zeroOneAndTenThousandMissing() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
                Connection database = postgres.getPostgresDatabase().getConnection();
                Statement statement = database.createStatement()) {
            statement.execute("CREATE TABLE events (id text PRIMARY KEY, at timestamptz NOT NULL, kind text NOT NULL)");
            statement.execute(
                    "INSERT INTO events SELECT 'e' || n, timestamptz '2026-01-01 00:00:00Z' + n * interval '1 second',"
                            + " 'k' || n % 50 FROM generate_series(1, " + ROWS + ") AS n");
            statement.execute("CREATE INDEX ON events (at)");
            statement.execute("ANALYZE events");
            project(postgres.getPort());
            stack = EmbeddedStack.start(
                    ConfigReader.read(folder, Map.of(), Map.of("server.port", "0")),
                    StateFolder.open(folder.resolve(".pipit")),
                    new ProjectCompile().plan(new ProjectFolder(folder).read()),
                    new Progress(new PrintWriter(new StringWriter())),
                    StackHooks.NONE);
            try {
                send();
                say("nothing missing", run("dry_run=true"));
                say("nothing missing, again", run("dry_run=true"));
                say("both ways", run("dry_run=true&both_ways=true"));
                add(statement, 1);
                say("1 missing", run("dry_run=true"));
                add(statement, 9_999);
                say("10,000 missing", run("dry_run=true"));
                JsonNode repaired = run("dry_run=false");
                say("10,000 missing and put in", repaired);
                assertThat(repaired.path("put_in").asInt()).isEqualTo(10_000);
            } finally {
                stack.close();
            }
        }
    }

    private static void add(Statement statement, int rows) throws Exception {
        statement.execute("INSERT INTO events SELECT 'm" + rows
                + ".' || n, timestamptz '2026-01-01 00:00:00Z' + n * interval '" + ROWS * 1_000L / rows
                + " milliseconds', 'k' FROM generate_series(0, " + (rows - 1) + ") AS n");
    }

    private void project(int port) throws Exception {
        Files.createDirectories(folder.resolve("reconcile"));
        Files.writeString(
                folder.resolve("events.datasource"),
                "SCHEMA >\n    `id` String `json:$.id`,\n    `at` DateTime64(3) `json:$.at`,\n    `kind` String `json:$.kind`\n"
                        + "ENGINE MergeTree\nENGINE_SORTING_KEY at\n");
        Files.writeString(
                folder.resolve("db.connection"),
                "TYPE postgres\nPOSTGRES_HOST localhost\nPOSTGRES_PORT " + port
                        + "\nPOSTGRES_DATABASE postgres\nPOSTGRES_USERNAME postgres\nPOSTGRES_PASSWORD postgres\n");
        Files.writeString(
                folder.resolve("reconcile/events.yaml"),
                "connection: db\ntable: events\nid: id\ntime: at\ndatasource: events\ngrace: 0s\n");
    }

    private void send() throws Exception {
        StringBuilder body = new StringBuilder();
        long start = 1_767_225_600L;
        for (int n = 1; n <= ROWS; n++) {
            body.append("{\"id\":\"e").append(n).append("\",\"at\":\"").append(Instant.ofEpochSecond(start + n));
            body.append("\",\"kind\":\"k").append(n % 50).append("\"}\n");
            if (n % REQUEST_ROWS == 0 || n == ROWS) {
                post("/v0/events?name=events&wait=" + (n == ROWS), body.toString());
                body.setLength(0);
            }
        }
    }

    private JsonNode run(String more) throws Exception {
        JsonNode run = Json.tree(post("/v0/reconcile/events?" + RANGE + "&" + more, ""));
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
        while (run.path("ended_at").isNull() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            run = Json.tree(get("/v0/reconcile/runs/" + run.path("id").asText()));
        }
        return run;
    }

    private static void say(String what, JsonNode run) throws Exception {
        List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
        System.out.printf(
                Locale.ROOT,
                "%s: %d ms, compared %d, missing %d, differing %d, transferred %d, put in %d; %s; %s; load %.1f %s%n",
                what,
                run.path("duration_millis").asLong(),
                run.path("compared").asLong(),
                run.path("missing").asLong(),
                run.path("differing").asLong(),
                run.path("transferred").asLong(),
                run.path("put_in").asLong(),
                status.stream().filter(l -> l.startsWith("VmRSS")).findFirst().orElse(""),
                status.stream().filter(l -> l.startsWith("VmHWM")).findFirst().orElse(""),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                run.path("error").asText());
    }

    private String post(String path, String body) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri(path))
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
        return answer.body();
    }

    private String get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + stack.port() + path);
    }
}
