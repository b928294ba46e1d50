package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.checker.PipitProcess;
import io.pipit.cli.client.Json;
import io.pipit.cli.command.PipitCommand;
import io.pipit.core.config.ConfigReader;
import io.pipit.core.config.PipitConfig;
import io.pipit.core.project.Plan;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
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
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A stack, PostgreSQL, and an application that writes to both and loses some on the way. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReconcileIT {
    private static final Instant START = Instant.parse("2026-01-10T00:00:00Z");
    private static final int ROWS = 20_000;

    @TempDir
    private static Path folder;

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static EmbeddedPostgres postgres;
    private static Connection application;
    private static EmbeddedStack stack;

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        application = postgres.getPostgresDatabase().getConnection();
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
        postgres.close();
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
        write("datasources/by_kind.datasource", """
                SCHEMA >
                    `kind` String,
                    `events` AggregateFunction(count)
                ENGINE "AggregatingMergeTree"
                ENGINE_SORTING_KEY "kind"
                """);
        write("pipes/by_kind_mv.pipe", """
                NODE counted
                SQL >
                    SELECT kind, countState() AS events FROM events GROUP BY kind
                TYPE materialized
                DATASOURCE by_kind
                """);
        write(
                "connections/app_db.connection",
                "TYPE postgres\nPOSTGRES_HOST 127.0.0.1\nPOSTGRES_PORT " + postgres.getPort()
                        + "\nPOSTGRES_DATABASE postgres\nPOSTGRES_USERNAME postgres\n"
                        + "POSTGRES_PASSWORD {{ tb_secret(\"pg_password\", \"postgres\") }}\n");
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

    private static String definition(String connection) {
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

    private static EmbeddedStack open() throws IOException {
        PipitConfig config =
                ConfigReader.read(folder, Map.of(), Map.of("server.port", "0", "speed.commit-interval", "1s"));
        StateFolder state = StateFolder.open(folder.resolve(".pipit"));
        Plan plan = new ProjectCompile().plan(new ProjectFolder(folder).read());
        return EmbeddedStack.start(
                config, state, plan, new Progress(new PrintWriter(new StringWriter())), StackHooks.NONE);
    }

    @Test
    @Order(1)
    void whatIsMissingIsFoundAndPutInOnce() throws Exception {
        List<String> rows = insert(0, ROWS);
        List<String> lost = new ArrayList<>();
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            (i % 97 == 5 ? lost : sent).add(rows.get(i));
        }
        send(sent);

        JsonNode dry = run("/v0/reconcile/events?dry_run=true&" + range(0, ROWS));
        assertThat(dry.path("status").asText()).as(dry.toString()).isEqualTo("done");
        assertThat(dry.path("missing").asInt()).isEqualTo(lost.size());
        assertThat(dry.path("compared").asInt()).isGreaterThanOrEqualTo(ROWS);
        assertThat(ids(dry, "missing")).isEqualTo(idsOf(lost));
        assertThat(counts()).isEqualTo(sent.size() + "," + sent.size() + "," + sent.size());

        JsonNode repaired = run("/v0/reconcile/events?" + range(0, ROWS));
        assertThat(repaired.path("put_in").asInt()).as(repaired.toString()).isEqualTo(lost.size());
        assertThat(counts()).isEqualTo(ROWS + "," + ROWS + "," + ROWS);

        JsonNode again = run("/v0/reconcile/events?both_ways=true&" + range(0, ROWS));
        assertThat(again.path("missing").asInt()).isZero();
        assertThat(again.path("differing").asInt()).as(again.toString()).isZero();
        assertThat(again.path("transferred").asInt()).isLessThan(ROWS / 50);
        assertThat(again.path("not_compared").toString()).isEqualTo("[\"amount\"]");

        // The originals come after all: nobody counts them twice, not even the views.
        send(lost);
        assertThat(counts()).isEqualTo(ROWS + "," + ROWS + "," + ROWS);
        assertThat(sql("SELECT sum(amount) FROM events")).isEqualTo(sql("SELECT toFloat64(" + sum(ROWS) + ")"));
    }

    @Test
    @Order(2)
    void bothWaysFindWhatShouldNotBeThere() throws Exception {
        send(List.of(event("11111111-1111-1111-1111-111111111111", 3, "extra")));
        String twice = row(7);
        send(List.of(twice));
        execute("UPDATE events SET kind = 'other' WHERE id = '" + id(11) + "'");

        JsonNode found = run("/v0/reconcile/events?dry_run=true&both_ways=true&" + range(0, ROWS));

        assertThat(found.path("missing").asInt()).as(found.toString()).isZero();
        assertThat(ids(found, "extra")).containsExactly("11111111-1111-1111-1111-111111111111");
        assertThat(ids(found, "duplicated")).containsExactly(id(7));
        assertThat(ids(found, "differing")).containsExactly(id(11));
        execute("UPDATE events SET kind = '" + kind(11) + "' WHERE id = '" + id(11) + "'");
    }

    @Test
    @Order(3)
    void whatIsWrongIsSaidAndNothingIsChanged() throws Exception {
        String before = counts();
        refused(start("/v0/reconcile/evnts?" + range(0, 1)), "UNKNOWN_RESOURCE", "Did you mean 'events'?");
        refused(
                start("/v0/reconcile/events?start=2026-01-10T00:00:00&end=2026-01-11"),
                "INVALID_PARAMETER",
                "has no time zone");
        refused(
                start("/v0/reconcile/events?start=2026-01-12&end=2026-01-11"),
                "INVALID_PARAMETER",
                "not before its end");
        refused(start("/v0/reconcile/events?start=soon&end=2026-01-11"), "INVALID_PARAMETER", "ISO 8601");
        failed("unreachable", "SOURCE_UNAVAILABLE", "cannot be reached");
        failed("mistaken", "SOURCE_INVALID", "Did you mean 'kind'?");
        failed("nulls", "SOURCE_INVALID", "1 rows");
        failed("no_time", "SOURCE_INVALID", "is of type text");
        execute("DELETE FROM events WHERE id = '" + id(1) + "'");
        failed("doubled", "SOURCE_INVALID", "more than once");
        insert(1, 2);
        insert(ROWS, ROWS + 3);
        JsonNode unfit = run("/v0/reconcile/texts?" + range(ROWS, ROWS + 3));
        assertThat(unfit.path("unfit").asInt()).as(unfit.toString()).isEqualTo(3);
        assertThat(ids(unfit, "unfit")).first().asString().contains(id(ROWS), "amount");
        JsonNode many = run("/v0/reconcile/events?max_missing=2&" + range(ROWS, ROWS + 3));
        assertThat(many.path("error_code").asText()).isEqualTo("TOO_MANY_MISSING");
        assertThat(many.path("error").asText()).contains("3 of 3 rows are missing", "--max-missing 3");
        assertThat(counts()).isEqualTo(before);
        execute("DELETE FROM events WHERE created_at >= '" + time(ROWS) + "'");
    }

    @Test
    @Order(4)
    void aTableIsFilledFromTheBeginning() throws Exception {
        int from = 2 * ROWS;
        List<String> rows = insert(from, from + 3_000);
        send(rows.subList(100, 200));
        String start = "start_date=" + time(from) + "&cutoff_date=" + time(from + 3_000);

        JsonNode filled = run("/v0/backfill/events?batch_size=700&" + start);
        JsonNode again = run("/v0/backfill/events?batch_size=1000&" + start);

        assertThat(filled.path("put_in").asInt()).as(filled.toString()).isEqualTo(2_900);
        assertThat(again.path("put_in").asInt()).as(again.toString()).isZero();
        assertThat(once(from, from + 3_000)).isEqualTo("3000,3000");
    }

    @Test
    @Order(5)
    void eventsAreCleanedUpWithTheirViews() throws Exception {
        int from = 3 * ROWS;
        List<String> rows = insert(from, from + 50);
        send(rows);
        send(rows.subList(0, 20));
        String before = sql("SELECT countMerge(events) FROM by_kind");
        Path file = folder.resolve("again.json");
        StringBuilder data = new StringBuilder("{\"data\": [");
        for (int i = from; i < from + 20; i++) {
            data.append(i == from ? "" : ", ")
                    .append("{\"event_id\": \"")
                    .append(id(i))
                    .append("\"}");
        }
        Files.writeString(file, data + "]}");

        Cli cleanup = new Cli("events", "cleanup", file.toString(), "--delete", "--reingest", "--reconcile", "events");
        assertThat(cleanup.exitCode).as(cleanup.output).isZero();
        assertThat(cleanup.output).contains("20 ids: 40 rows deleted, 20 put in");
        assertThat(once(from, from + 50)).isEqualTo("50,50");
        // What a deletion took from a view is seen a moment after it.
        awaitAnswer("SELECT countMerge(events) FROM by_kind", Long.toString(Long.parseLong(before) - 20));
        // Twice is as once.
        assertThat(new Cli("events", "cleanup", file.toString(), "--delete", "--reingest", "--reconcile", "events")
                        .output)
                .contains("20 rows deleted, 20 put in");
        assertThat(once(from, from + 50)).isEqualTo("50,50");
        // What was deleted on purpose may be sent again.
        Cli gone = new Cli("events", "cleanup", file.toString(), "--delete", "--reconcile", "events");
        assertThat(gone.output).contains("20 rows deleted, 0 put in");
        send(rows.subList(0, 20));
        assertThat(once(from, from + 50)).isEqualTo("50,50");
        assertThat(new Cli("events", "cleanup", file.toString(), "--reconcile", "events").exitCode)
                .isEqualTo(2);
        Files.writeString(file, "[{\"evnt_id\": 1}]");
        assertThat(new Cli("events", "cleanup", file.toString(), "--delete", "--reconcile", "events").output)
                .contains("Did you mean 'evnt_id'?", "--id-column");
    }

    @Test
    @Order(6)
    void commandsSayWhatTheyFound() {
        Cli dry = new Cli("reconcile", "events", time(ROWS + 10), time(ROWS + 20), "--dry-run");
        assertThat(dry.output).contains("reconcile events: 0 rows compared in", "0 missing");
        Cli json = new Cli("reconcile", "events", time(0), time(10), "--json");
        assertThat(Json.tree(json.output).path("compared").asInt()).isEqualTo(10);
        assertThat(Json.tree(json.output).path("missing_ids").isArray()).isTrue();
        Cli backfill =
                new Cli("backfill", "events", "--start-date", time(0), "--cutoff-date", time(10), "--batch-size", "4");
        assertThat(backfill.output).contains("backfill events: 10 rows read in", "0 put in, 10 had arrived meanwhile");
        Cli wrong = new Cli("reconcile", "events", "2026-01-10T00:00:00", "2026-01-11");
        assertThat(wrong.exitCode).isEqualTo(1);
        assertThat(wrong.output).contains("has no time zone: write 2026-01-10T00:00Z");
    }

    /** Events come 100 s after their rows: a row of 200 s is pending, one of 20 minutes is missing. */
    @Test
    @Order(10)
    void graceIsObserved() throws Exception {
        Instant now = Instant.now();
        List<String> late = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            String id = String.format(Locale.ROOT, "22222222-0000-4000-8000-%012x", i);
            late.add("{\"id\":\"" + id + "\",\"at\":\"" + now.minusSeconds(100)
                    + "\",\"meta\":{\"kind\":\"k\",\"amount\":1}}");
        }
        send(late);
        execute("INSERT INTO events SELECT gen_random_uuid(), now() - interval '200 seconds', 'k', '{}'");
        execute("INSERT INTO events SELECT gen_random_uuid(), now() - interval '20 minutes', 'k', '{}'");
        JsonNode run = run("/v0/reconcile/observed?dry_run=true&start=" + now.minusSeconds(3_000) + "&end="
                + now.plusSeconds(3_000));
        assertThat(run.path("missing").asInt()).as(run.toString()).isEqualTo(1);
        assertThat(run.path("pending").asInt()).as(run.toString()).isEqualTo(1);
    }

    @Test
    @Order(9)
    void blocksThatWereSetAsideAreRunAgain() throws Exception {
        post("/v0/events?name=texts&wait=true", "{\"n\":\"many\"}");
        post("/v0/events?name=texts&wait=true", "{\"n\":\"5\"}");
        Cli again = new Cli("datasource", "set-aside", "texts", "--replay");
        assertThat(again.output).contains("0 blocks taken by views, 0 rows came; 1 blocks failed again");
        assertThat(sql("SELECT count(), sum(n) FROM numbers")).isEqualTo("1,5");
        assertThat(new Cli("datasource", "set-aside", "texts").output).contains("many");
        assertThat(new Cli("datasource", "set-aside", "--replay").output).contains("Name a data source");
        assertThat(new Cli("datasource", "set-aside", "txts", "--replay").output)
                .contains("Did you mean 'texts'?");
    }

    @Test
    @Order(8)
    void everyCommandOfTheGuideWorks() throws Exception {
        Matcher blocks = BLOCK.matcher(Files.readString(PipitProcess.home().resolve(GUIDE)));
        int commands = 0;
        while (blocks.find()) {
            if (blocks.group(1).equals("console")) {
                for (String command : blocks.group(3).split("(?m)^\\$ pipit ")) {
                    commands += command.isBlank() ? 0 : 1;
                    check(command.strip());
                }
            }
        }
        assertThat(commands).isGreaterThan(9);
        assertThat(sql("SELECT name, sum(put_in) FROM pipit.reconcile_log WHERE name = 'nothing' GROUP BY name"))
                .isEmpty();
    }

    private static final String GUIDE = "docs/guides/reconcile.md";
    private static final Pattern BLOCK =
            Pattern.compile("^```(\\w*)( \\S+)?\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    /** The guide's files belong to the project, its tables to the database. */
    private static void guide() throws Exception {
        Matcher blocks = BLOCK.matcher(Files.readString(PipitProcess.home().resolve(GUIDE)));
        while (blocks.find()) {
            String path = blocks.group(2) == null ? "" : blocks.group(2).strip();
            if (path.endsWith(".sql")) {
                execute(blocks.group(3));
            } else if (!path.isEmpty()) {
                write(path.replaceFirst("^shop/", ""), blocks.group(3));
            }
        }
        write(".env.local", "pg_port=" + postgres.getPort() + "\n");
    }

    /** What stands below a command is part of what it prints; a question is asked until this is its answer. */
    private static void check(String text) {
        if (text.isEmpty()) {
            return;
        }
        List<String> lines = text.lines().toList();
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(lines.get(0).replace("shop/", folder + "/"));
        while (word.find()) {
            words.add(word.group(1) == null ? word.group(2) : word.group(1));
        }
        List<String> expected = lines.subList(1, lines.size());
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        Cli done = new Cli(words.toArray(String[]::new));
        boolean asks = words.get(0).equals("sql") || words.contains("history");
        while (asks && !expected.stream().allMatch(done.output::contains) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            done = new Cli(words.toArray(String[]::new));
        }
        assertThat(done.exitCode).as(text + "\n" + done.output).isZero();
        assertThat(done.output).as(text).contains(expected);
    }

    /** A command against the stack, in this process. */
    private static final class Cli {
        private final int exitCode;
        private final String output;

        Cli(String... arguments) {
            StringWriter text = new StringWriter();
            CommandLine line = PipitCommand.commandLine();
            line.setOut(new PrintWriter(text, true));
            line.setErr(new PrintWriter(text, true));
            List<String> all = new ArrayList<>(List.of(arguments));
            all.addAll(List.of("--host", "127.0.0.1:" + stack.port()));
            exitCode = line.execute(all.toArray(String[]::new));
            output = text.toString();
        }
    }

    @Test
    @Order(7)
    void underTrafficAndThroughKillsEachRowIsThereOnce() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int from = 4 * ROWS;
        int count = 4_000;
        List<String> later = new ArrayList<>();
        AtomicBoolean over = new AtomicBoolean();
        List<Throwable> trouble = new ArrayList<>();
        Thread reconciler = new Thread(() -> {
            try {
                while (!over.get()) {
                    // Whether it ends well does not matter: connections are cut meanwhile.
                    run("/v0/reconcile/events?" + range(from, from + count));
                }
            } catch (Exception e) {
                trouble.add(e);
            }
        });
        reconciler.start();
        for (int i = from; i < from + count; i += 100) {
            List<String> rows = insert(i, i + 100);
            List<String> sent = new ArrayList<>();
            for (String row : rows) {
                int luck = random.nextInt(10);
                if (luck == 0) {
                    later.add(row); // the request timed out; the application tries again later
                } else if (luck > 1) {
                    sent.add(row);
                }
            }
            send(sent);
            if (random.nextInt(8) == 0) {
                execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pipit'");
            }
            if (later.size() > 50) {
                send(later);
                later.clear();
            }
        }
        over.set(true);
        reconciler.join(TimeUnit.MINUTES.toMillis(2));
        assertThat(trouble).isEmpty();
        restartInTheMiddle(from, count);
        send(later);

        JsonNode last = run("/v0/reconcile/events?" + range(from, from + count));

        assertThat(last.path("status").asText()).as(last.toString()).isEqualTo("done");
        assertThat(once(from, from + count)).isEqualTo(count + "," + count);
        JsonNode whole = run("/v0/reconcile/events?dry_run=true&both_ways=true&" + range(from, from + count));
        assertThat(whole.path("missing").asInt()
                        + whole.path("extra").asInt()
                        + whole.path("duplicated").asInt())
                .as(whole.toString())
                .isZero();
    }

    /** The process ends while a run is at work; the next one takes it up. */
    private void restartInTheMiddle(int from, int count) throws Exception {
        JsonNode run = Json.tree(
                start("/v0/reconcile/events?" + range(from, from + count)).body());
        stack.close();
        stack = open();
        JsonNode ended = ended(run);
        assertThat(ended.path("status").asText()).as(ended.toString()).isEqualTo("done");
    }

    // --- the application

    private static String id(int i) {
        return String.format(Locale.ROOT, "%08x-0000-4000-8000-%012x", i * 0x9E3779B1, i);
    }

    private static String time(int i) {
        return START.plusMillis(i * 250L).toString();
    }

    private static String kind(int i) {
        return "k" + i % 7;
    }

    private static String row(int i) {
        return event(id(i), i, kind(i));
    }

    private static String event(String id, int i, String kind) {
        return "{\"id\":\"" + id + "\",\"at\":\"" + time(i) + "\",\"meta\":{\"kind\":\"" + kind + "\",\"amount\":"
                + i % 10 + "}}";
    }

    private static long sum(int rows) {
        long sum = 0;
        for (int i = 0; i < rows; i++) {
            sum += i % 10;
        }
        return sum;
    }

    private static List<String> insert(int from, int to) throws SQLException {
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

    private static void execute(String sql) throws SQLException {
        try (Statement statement = application.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void send(List<String> rows) throws Exception {
        if (!rows.isEmpty()) {
            HttpResponse<String> answer = post("/v0/events?name=events&wait=true", String.join("\n", rows));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    // --- the stack

    private static String range(int from, int to) {
        return "start=" + time(from) + "&end=" + time(to);
    }

    private static Set<String> idsOf(List<String> rows) {
        Set<String> ids = new HashSet<>();
        rows.forEach(row -> ids.add(row.substring(7, 43)));
        return ids;
    }

    private static Set<String> ids(JsonNode run, String kind) throws Exception {
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
    private static String counts() throws Exception {
        return sql("SELECT (SELECT count() FROM events) AS a, (SELECT uniqExact(event_id) FROM events) AS b,"
                + " (SELECT countMerge(events) FROM by_kind) AS c");
    }

    private static String once(int from, int to) throws Exception {
        return sql("SELECT count(), uniqExact(event_id) FROM events WHERE at >= parseDateTime64BestEffort('"
                + time(from) + "', 3) AND at < parseDateTime64BestEffort('" + time(to) + "', 3)");
    }

    private static String sql(String query) throws Exception {
        HttpResponse<String> answer = post("/v0/sql", query + " FORMAT CSV");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body().strip();
    }

    private static void awaitAnswer(String query, String expected) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!sql(query).equals(expected) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        assertThat(sql(query)).isEqualTo(expected);
    }

    private static JsonNode run(String path) throws Exception {
        HttpResponse<String> answer = start(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return ended(Json.tree(answer.body()));
    }

    private static JsonNode ended(JsonNode run) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (System.nanoTime() < deadline) {
            JsonNode now = Json.tree(get("/v0/reconcile/runs/" + run.path("id").asText()));
            if (!now.path("ended_at").isNull()) {
                return now;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        throw new AssertionError("It did not end: " + get("/v0/reconcile"));
    }

    private static void failed(String definition, String code, String word) throws Exception {
        JsonNode run = run("/v0/reconcile/" + definition + "?" + range(0, 1_000));
        assertThat(run.path("error_code").asText()).as(run.toString()).isEqualTo(code);
        assertThat(run.path("error").asText()).contains(word);
    }

    private static void refused(HttpResponse<String> answer, String code, String word) {
        JsonNode body = Json.tree(answer.body());
        assertThat(body.path("code").asText()).as(answer.body()).isEqualTo(code);
        assertThat(body.path("error").asText()).contains(word);
    }

    private static HttpResponse<String> start(String path) throws Exception {
        return post(path, "");
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(uri(path))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String get(String path) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + stack.port() + path);
    }

    private static void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
