package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.checker.PipitProcess;
import io.pipit.cli.client.Json;
import io.pipit.cli.command.CommandCall;
import io.pipit.cli.docs.GuideBlock;
import io.pipit.cli.services.LocalServices;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A stack, PostgreSQL, and an application that writes to both and loses some on the way. */
abstract class ReconcileTestBase {
    static final String GUIDE = "docs/guides/reconcile.md";

    private static final Instant START = Instant.parse("2026-01-10T00:00:00Z");
    static final int ROWS = 20_000;

    @TempDir
    static Path folder;

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static LocalServices services;
    private static int port;
    private static Connection application;
    static EmbeddedStack stack;

    @BeforeAll
    static void start(@TempDir Path database) throws Exception {
        services = new LocalServices(database).postgres();
        port = URI.create(url().substring("jdbc:".length())).getPort();
        application = DriverManager.getConnection(url());
        try (Statement statement = application.createStatement()) {
            statement.execute("CREATE TABLE events (id uuid PRIMARY KEY, created_at timestamptz NOT NULL, kind text,"
                    + " data jsonb NOT NULL DEFAULT '{}')");
            statement.execute("CREATE INDEX ON events (created_at)");
        }
        project();
        guide();
        stack = open();
    }

    @AfterAll
    static void stop() throws Exception {
        stack.close();
        application.close();
        services.close();
    }

    private static String url() {
        return services.settings().get("database.uri");
    }

    /** Kills the database's server. */
    static void killDatabase() throws Exception {
        services.processes().get(0).kill();
    }

    /** Starts it again where it was. */
    static void startDatabase() throws Exception {
        services.processes().get(0).start();
        application = DriverManager.getConnection(url());
    }

    private static void project() throws IOException {
        write("datasources/events.datasource", """
                SCHEMA >
                    `event_id` String `json:$.id`,
                    `at` DateTime64(3) `json:$.at`,
                    `kind` LowCardinality(String) `json:$.meta.kind`,
                    `amount` Float64 `json:$.meta.amount`
                ENGINE "MergeTree"
                ENGINE_SORTING_KEY "at"
                """);
        EventsByKind.write(folder, port);
        write("datasources/texts.datasource", """
                SCHEMA >
                    `n` String `json:$.n`
                ENGINE "MergeTree"
                ENGINE_SORTING_KEY "n"
                """);
        write("datasources/numbers.datasource", """
                SCHEMA >
                    `n` UInt32
                ENGINE "MergeTree"
                ENGINE_SORTING_KEY "n"
                """);
        write("pipes/numbers_mv.pipe", """
                NODE read
                SQL >
                    SELECT toUInt32(n) AS n FROM texts
                TYPE materialized
                DATASOURCE numbers
                """);
        String table = "postgresql('127.0.0.1:" + port + "', 'postgres', '%s', 'postgres',"
                + " {{ tb_secret('pg_written', 'Pa55word') }})";
        write("pipes/customers_typo.pipe", copy("SELECT id, name, plan FROM " + table.formatted("custmers")));
        write(
                "pipes/customers_joined.pipe",
                copy("SELECT c.id AS id, any(c.name) AS name, toString(count()) AS plan FROM orders AS o JOIN "
                        + table.formatted("customers") + " AS c ON c.id = o.customer WHERE c.active GROUP BY id"));
        write("pipes/customers_braked.pipe", copy("SELECT id, name, plan FROM " + table.formatted("braked_customers")));
        write("reconcile/braked.yaml", definition("app_db").replace("table: events", "table: braked_events"));
        write("reconcile/events.yaml", definition("app_db"));
        write(
                "connections/nobody.connection",
                "TYPE postgres\nPOSTGRES_HOST 127.0.0.1\nPOSTGRES_PORT 1\n"
                        + "POSTGRES_DATABASE postgres\nPOSTGRES_USERNAME postgres\n");
        write("reconcile/unreachable.yaml", definition("nobody"));
        write("reconcile/observed.yaml", definition("app_db").replace("grace: 0s\n", ""));
        write("reconcile/mistaken.yaml", definition("app_db").replace("kind: kind", "kind: knd"));
        write(
                "reconcile/texts.yaml",
                definition("app_db").replace("amount: \"(data->>'amount')::float8\"", "amount: kind"));
        write(
                "reconcile/doubled.yaml",
                definition("app_db")
                        .replace("table: events", "query: SELECT * FROM events UNION ALL SELECT * FROM events"));
        write(
                "reconcile/nulls.yaml",
                definition("app_db")
                        .replace(
                                "table: events",
                                "query: SELECT NULLIF(id::text, '') AS id, created_at, kind, data FROM events"
                                        + " UNION ALL SELECT NULL, '2026-01-10T00:00:01Z', '', '{}'"));
        write(
                "reconcile/no_time.yaml",
                definition("app_db").replace("time: created_at", "time: kind").replace("at: created_at", "at: kind"));
    }

    static String copy(String sql) {
        return "NODE loaded\nSQL >\n    %\n    " + sql
                + "\nTYPE copy\nTARGET_DATASOURCE customers\nCOPY_MODE replace\n";
    }

    static String definition(String connection) {
        return """
                connection: %s
                table: events
                id: id
                time: created_at
                datasource: events
                grace: 0s
                columns:
                  event_id: id
                  at: created_at
                  kind: kind
                  amount: "(data->>'amount')::float8"
                """.formatted(connection);
    }

    static EmbeddedStack open() {
        return LocalStack.start(folder, Map.of("speed.commit-interval", "1s"));
    }

    /** The guide's files belong to the project, its tables to the database. */
    private static void guide() throws Exception {
        for (GuideBlock block : GuideBlock.of(PipitProcess.home().resolve(GUIDE))) {
            if (block.file().endsWith(".sql")) {
                execute(block.text());
            } else if (!block.file().isEmpty()) {
                write(block.file().replaceFirst("^shop/", ""), block.text());
            }
        }
        write(".env.local", "pg_port=" + port + "\n");
    }

    /** A command against the stack, in this process. */
    static CommandCall cli(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--host", "127.0.0.1:" + stack.port()));
        return CommandCall.of(all.toArray(String[]::new));
    }

    // --- the application

    static String id(int i) {
        return String.format(Locale.ROOT, "%08x-0000-4000-8000-%012x", i * 0x9E3779B1, i);
    }

    static String time(int i) {
        return START.plusMillis(i * 250L).toString();
    }

    static String kind(int i) {
        return "k" + i % 7;
    }

    static String row(int i) {
        return event(id(i), i, kind(i));
    }

    static String event(String id, int i, String kind) {
        return "{\"id\":\"" + id + "\",\"at\":\"" + time(i) + "\",\"meta\":{\"kind\":\"" + kind + "\",\"amount\":"
                + i % 10 + "}}";
    }

    static long sum(int rows) {
        long sum = 0;
        for (int i = 0; i < rows; i++) {
            sum += i % 10;
        }
        return sum;
    }

    static List<String> insert(int from, int to) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (PreparedStatement insert = application.prepareStatement(
                "INSERT INTO events VALUES (?::uuid, ?, ?, ?::jsonb) ON CONFLICT DO NOTHING")) {
            for (int i = from; i < to; i++) {
                insert.setString(1, id(i));
                insert.setObject(2, OffsetDateTime.ofInstant(START.plusMillis(i * 250L), ZoneOffset.UTC));
                insert.setString(3, kind(i));
                insert.setString(4, "{\"amount\": " + i % 10 + "}");
                insert.addBatch();
                rows.add(row(i));
            }
            insert.executeBatch();
        }
        return rows;
    }

    /** What the database answers, one text. */
    static String text(String sql) throws SQLException {
        try (Statement statement = application.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** What the database answers, one number. */
    static long number(String sql) throws SQLException {
        try (Statement statement = application.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    static void execute(String sql) throws SQLException {
        try (Statement statement = application.createStatement()) {
            statement.execute(sql);
        }
    }

    static void send(List<String> rows) throws Exception {
        if (!rows.isEmpty()) {
            HttpResponse<String> answer = post("/v0/events?name=events&wait=true", String.join("\n", rows));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    // --- the stack

    static String range(int from, int to) {
        return "start=" + time(from) + "&end=" + time(to);
    }

    static Set<String> idsOf(List<String> rows) {
        Set<String> ids = new HashSet<>();
        rows.forEach(row -> ids.add(row.substring(7, 43)));
        return ids;
    }

    static Set<String> ids(JsonNode run, String kind) throws Exception {
        Set<String> ids = new HashSet<>();
        for (int list = 0; ; list++) {
            JsonNode some = Json.tree(get(
                            "/v0/reconcile/runs/" + run.path("id").asText() + "/ids?kind=" + kind + "&list=" + list))
                    .path("ids");
            if (some.isEmpty()) {
                return ids;
            }
            some.forEach(id -> ids.add(id.asText()));
        }
    }

    /** Rows, distinct ids and what the view has counted. */
    static String counts() throws Exception {
        return sql("SELECT (SELECT count() FROM events) AS a, (SELECT uniqExact(event_id) FROM events) AS b,"
                + " (SELECT countMerge(events) FROM by_kind) AS c");
    }

    static String once(int from, int to) throws Exception {
        return sql("SELECT count(), uniqExact(event_id) FROM events WHERE at >= parseDateTime64BestEffort('"
                + time(from) + "', 3) AND at < parseDateTime64BestEffort('" + time(to) + "', 3)");
    }

    static String sql(String query) throws Exception {
        HttpResponse<String> answer = post("/v0/sql", query + " FORMAT CSV");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body().strip();
    }

    static void awaitAnswer(String query, String expected) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!sql(query).equals(expected) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        assertThat(sql(query)).isEqualTo(expected);
    }

    static JsonNode run(String path) throws Exception {
        return ended(started(path));
    }

    /** The run that was accepted. */
    static JsonNode started(String path) throws Exception {
        HttpResponse<String> answer = start(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.tree(answer.body());
    }

    static JsonNode ended(JsonNode run) throws Exception {
        return becomes(run, now -> !now.path("ended_at").isNull());
    }

    static JsonNode becomes(JsonNode run, Predicate<JsonNode> wanted) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (System.nanoTime() < deadline) {
            JsonNode now = Json.tree(get("/v0/reconcile/runs/" + run.path("id").asText()));
            if (wanted.test(now)) {
                return now;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        throw new AssertionError("It did not come to that: " + get("/v0/reconcile"));
    }

    static void failed(String definition, String code, String word) throws Exception {
        JsonNode run = run("/v0/reconcile/" + definition + "?" + range(0, 1_000));
        assertThat(run.path("error_code").asText()).as(run.toString()).isEqualTo(code);
        assertThat(run.path("error").asText()).contains(word);
    }

    static void refused(HttpResponse<String> answer, String code, String word) {
        JsonNode body = Json.tree(answer.body());
        assertThat(body.path("code").asText()).as(answer.body()).isEqualTo(code);
        assertThat(body.path("error").asText()).contains(word);
    }

    static HttpResponse<String> start(String path) throws Exception {
        return post(path, "");
    }

    static HttpResponse<String> post(String path, String body) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(uri(path))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    static String get(String path) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + stack.port() + path);
    }

    private static void write(String path, String text) throws IOException {
        EventsByKind.write(folder, path, text);
    }
}
