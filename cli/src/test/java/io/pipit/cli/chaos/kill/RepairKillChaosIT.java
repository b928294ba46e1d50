package io.pipit.cli.chaos.kill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.CopyClient;
import io.pipit.cli.client.QuarantineClient;
import io.pipit.cli.client.ReconcileClient;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Backfills, cleanups, reconciliations and replays of quarantined rows go on where they were killed, and each row is there once. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RepairKillChaosIT {
    /** Of each piece of work. */
    private static final int KILLS = Math.max(1, KilledPipit.KILLS / 2);

    private static final int ROWS = 10_000;
    private static final int REQUEST_ROWS = 2_000;
    private static final Instant START = Instant.parse("2026-01-10T00:00:00Z");
    private static final Map<String, String> RANGE = Map.of("start", "2026-01-10", "end", "2026-01-12");

    @TempDir
    private static Path folder;

    private static EmbeddedPostgres postgres;
    private static KilledPipit pipit;

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        execute("CREATE TABLE events (id bigint PRIMARY KEY, at timestamptz NOT NULL, kind text NOT NULL)");
        execute("INSERT INTO events SELECT n, timestamptz '" + START
                + "' + n * interval '1 second', 'k' || n % 5 FROM generate_series(1, " + ROWS + ") AS n");
        pipit = new KilledPipit(folder.resolve("project"), "RepairKillChaosIT");
        project();
        pipit.start();
    }

    @AfterAll
    static void stop() throws Exception {
        pipit.close();
        postgres.close();
    }

    @Test
    @Order(1)
    void aBackfillPutsEachRowInOnce() throws Exception {
        JsonNode run = runs().start(
                        "backfill",
                        "events",
                        Map.of("start_date", "2026-01-10", "cutoff_date", "2026-01-12", "batch_size", "300"));
        ended(run, 2_500);
        eachRowIsThereOnce(ROWS);
    }

    @Test
    @Order(2)
    void aCleanupDeletesAndPutsInOnce() throws Exception {
        List<String> ids = IntStream.range(1, ROWS)
                .filter(n -> n % 4 == 0)
                .mapToObj(String::valueOf)
                .toList();
        ended(runs().cleanUp("events", ids, true, true, true), 4_000);
        eachRowIsThereOnce(ROWS);
    }

    @Test
    @Order(3)
    void aReconciliationPutsInWhatIsMissingAndOriginalsThatComeLaterAreDropped() throws Exception {
        int more = ROWS / 2;
        execute("INSERT INTO events SELECT n, timestamptz '" + START
                + "' + n * interval '1 second', 'k' || n % 5 FROM generate_series(" + (ROWS + 1) + ", "
                + (ROWS + more) + ") AS n");
        ended(runs().start("reconcile", "events", RANGE), 2_500);
        eachRowIsThereOnce(ROWS + more);
        send("events", 1, ROWS + more + 1, RepairKillChaosIT::event);
        eachRowIsThereOnce(ROWS + more);
        JsonNode found = done(runs().start(
                        "reconcile",
                        "events",
                        Map.of("start", "2026-01-10", "end", "2026-01-12", "both_ways", "true", "dry_run", "true")));
        assertThat(found.path("missing").asInt()
                        + found.path("extra").asInt()
                        + found.path("duplicated").asInt()
                        + found.path("differing").asInt())
                .as(found.toString())
                .isZero();
    }

    @Test
    @Order(4)
    void aReplayOfQuarantinedRowsTakesEachOnce() throws Exception {
        send("readings", 0, 1, n -> "{\"id\":0,\"text\":\"fits\"}");
        send("readings", 1, ROWS, n -> "{\"id\":\"x" + n + "\",\"text\":\"" + "t".repeat(400) + "\"}");
        pipit.awaitAnswer("SELECT count() FROM readings_quarantine", Integer.toString(ROWS - 1));
        readings("String");
        pipit.awaitAnswer("SELECT toTypeName(id) AS type FROM readings", "\"String\"");
        JsonNode job = new QuarantineClient(pipit.api()).tell("readings", "replay", "");
        for (int i = 0; i < KILLS; i++) {
            pipit.killWithin(3_000);
        }
        JsonNode done = new CopyClient(pipit.api()).await(job);
        assertThat(done.path("status").asText()).as(done.toString()).isEqualTo("done");
        pipit.awaitAnswer("SELECT count(), uniqExact(id) FROM readings", ROWS + "," + ROWS);
        pipit.awaitAnswer("SELECT countMerge(readings) FROM readings_counted", Integer.toString(ROWS));
        pipit.awaitAnswer("SELECT count() FROM readings_quarantine", "0");
    }

    /** Kills it within this time, again and again, and waits for the run's end. */
    private static void ended(JsonNode run, int millis) throws Exception {
        for (int i = 0; i < KILLS; i++) {
            pipit.killWithin(millis);
        }
        done(run);
    }

    private static JsonNode done(JsonNode run) {
        JsonNode done = runs().await(run, now -> {});
        assertThat(done.path("status").asText()).as(done.toString()).isEqualTo("done");
        return done;
    }

    private static ReconcileClient runs() {
        return new ReconcileClient(pipit.api());
    }

    private static void eachRowIsThereOnce(int rows) {
        pipit.awaitAnswer("SELECT count(), uniqExact(id) FROM events", rows + "," + rows);
        pipit.awaitAnswer(
                "SELECT countMerge(events), sum(total) FROM by_kind", rows + "," + (long) rows * (rows + 1) / 2);
    }

    private static void send(String source, int from, int to, IntFunction<String> line) {
        for (int at = from; at < to; at += REQUEST_ROWS) {
            StringBuilder lines = new StringBuilder();
            for (int n = at; n < Math.min(to, at + REQUEST_ROWS); n++) {
                lines.append(line.apply(n)).append('\n');
            }
            pipit.api()
                    .postEvents(
                            "/v0/events?name=" + source + "&wait=true",
                            lines.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String event(int n) {
        return "{\"id\":" + n + ",\"at\":\"" + START.plusSeconds(n) + "\",\"kind\":\"k" + n % 5 + "\"}";
    }

    private static void execute(String sql) throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void project() throws Exception {
        pipit.write("events.datasource", """
                SCHEMA >
                    `id` UInt64 `json:$.id`,
                    `at` DateTime64(3) `json:$.at`,
                    `kind` String `json:$.kind`
                ENGINE "MergeTree"
                ENGINE_SORTING_KEY "at"
                """);
        pipit.countedByKind("events");
        readings("UInt32");
        pipit.write("readings_counted.datasource", """
                SCHEMA >
                    `one` UInt8,
                    `readings` AggregateFunction(count)
                ENGINE "AggregatingMergeTree"
                ENGINE_SORTING_KEY "one"
                """);
        pipit.write("readings_mv.pipe", """
                NODE counted
                SQL >
                    SELECT toUInt8(1) AS one, countState() AS readings FROM readings GROUP BY one
                TYPE materialized
                DATASOURCE readings_counted
                """);
        pipit.write(
                "db.connection",
                "TYPE postgres\nPOSTGRES_HOST 127.0.0.1\nPOSTGRES_PORT " + postgres.getPort()
                        + "\nPOSTGRES_DATABASE postgres\nPOSTGRES_USERNAME postgres\nPOSTGRES_PASSWORD postgres\n");
        pipit.write(
                "reconcile/events.yaml",
                "connection: db\ntable: events\nid: id\ntime: at\ndatasource: events\ngrace: 0s\n");
    }

    private static void readings(String type) throws Exception {
        pipit.write(
                "readings.datasource",
                "SCHEMA >\n    `id` " + type + " `json:$.id`,\n    `text` String `json:$.text`\n"
                        + "ENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"id\"\n");
    }
}
