package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.checker.PipitProcess;
import io.pipit.cli.client.Json;
import io.pipit.cli.command.CommandCall;
import io.pipit.cli.docs.StackGuide;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One {@code pipit dev} process on the example, used as people use it: data, bad input, changes. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DevIT {
    private static final String EVENT = """
            {"event_id":"e%s","timestamp":"2015-05-21 10:00:00","session_id":"s","action":"page_hit","version":"1","payload":"{}"}""";

    @TempDir
    private static Path folder;

    private static DevWorld world;
    private static Path project;
    private static PipitProcess pipit;

    @BeforeAll
    static void start() throws Exception {
        world = new DevWorld(folder);
        project = world.project;
        pipit = world.pipit;
        Path cron = Files.createDirectory(project.resolve("cron-configs"));
        Files.writeString(cron.resolve("compact.yaml"), "schedule: off\nmin-files: 2\n");
        Files.writeString(cron.resolve("expire.yaml"), "keep: 0s\nkeep-last: 1\n");
        Files.writeString(
                cron.resolve("copies.yaml"), "rebuild_snapshot:\n  schedule: \"0 3 * * *\"\n  zone: Europe/Berlin\n");
        world.start();
    }

    @AfterAll
    static void stop() throws Exception {
        world.close();
    }

    @Test
    @Order(1)
    void eventsSentTwiceAreTwiceInTheRawTableAndOnceInTheSnapshot() throws Exception {
        byte[] events = Files.readAllBytes(project.resolve("data/web-events.ndjson.gz"));
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> answer =
                    send(HttpRequest.newBuilder(pipit.api("/v0/events?name=analytics_events&wait=true"))
                            .header("Content-Encoding", "gzip")
                            .header("Authorization", "Bearer any")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(events)));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("\"successful_rows\":9999", "\"quarantined_rows\":0");
        }
        assertThat(sql("SELECT count() FROM analytics_events")).isEqualTo("19998\n");
        assertThat(sql("SELECT action, count() FROM analytics_events GROUP BY action ORDER BY action"))
                .isEqualTo("\"asset_hit\",10774\n\"error\",440\n\"page_hit\",8784\n");
        assertThat(sql("SELECT uniqExact(session_id) FROM analytics_events")).isEqualTo("1861\n");
        assertThat(sql("SELECT countMerge(hits) FROM hits_by_hour WHERE action = 'page_hit'"))
                .isEqualTo("8784\n");

        Cli.Result run = script("copy", "run", "rebuild_snapshot");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("copy rebuild_snapshot: done, 9999 rows into analytics_snapshot");
        await(
                "the snapshot",
                () -> sql("SELECT count() FROM analytics_snapshot").equals("9999\n"));
        JsonNode snapshot = Json.tree(get("/v0/pipes/snapshot_by_action.json").body());
        assertThat(snapshot.path("data").toString())
                .contains("\"action\":\"asset_hit\",\"events\":5387", "\"action\":\"page_hit\",\"events\":4392")
                .contains("\"action\":\"error\",\"events\":220");
        // The snapshot did not touch what it was made from, and committing moved rows without changing answers.
        assertThat(sql("SELECT count() FROM analytics_events")).isEqualTo("19998\n");
        assertThat(sql("SELECT countMerge(hits) FROM hits_by_hour WHERE action = 'page_hit'"))
                .isEqualTo("8784\n");
    }

    @Test
    @Order(2)
    void badRowsAreQuarantinedAndGoodOnesOfTheSameRequestKept() throws Exception {
        String body = EVENT.formatted(1) + "\n{\"event_id\": \n"
                + EVENT.formatted(2).replace("2015-05-21 10:00:00", "soon") + "\n"
                + EVENT.formatted(3).replace("\"session_id\":\"s\",", "") + "\n" + EVENT.formatted(4) + "\n";
        HttpResponse<String> answer = post("/v0/events?name=analytics_events&wait=true", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"successful_rows\":2", "\"quarantined_rows\":3");
        assertThat(sql("SELECT count() FROM analytics_events")).isEqualTo("20000\n");
        String quarantine = sql(
                "SELECT c__error_column, c__error FROM analytics_events_quarantine ORDER BY insertion_date FORMAT JSONEachRow");
        assertThat(quarantine.lines()).hasSize(3);
        assertThat(quarantine).contains("timestamp", "soon", "session_id");
    }

    @Test
    @Order(3)
    void badRequestsAreAnsweredWithWhatIsWrong() throws Exception {
        refused(post("/v0/events?name=analytics_evnts", "{}"), 404, "Did you mean 'analytics_events'?");
        refused(post("/v0/events", "{}"), 400, "'name' is missing");
        refused(post("/v0/events?name=analytics_events", "x".repeat((10 << 20) + 1)), 413, "larger than");
        refused(
                send(HttpRequest.newBuilder(pipit.api("/v0/events?name=analytics_events"))
                        .header("Content-Encoding", "br")
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))),
                415,
                "br");
        refused(get("/v0/pipes/pages_per_hor.json"), 404, "Did you mean 'pages_per_hour'?");
        refused(get("/v0/pipes/top_pages.json?limit=many"), 400, "many");
        refused(post("/v0/sql", "SELEC 1"), 400, "SELEC");
        refused(post("/v0/sql", "SELECT cnt FROM analytics_events"), 400, "cnt");
        refused(get("/v0/nothing"), 404, "There is no GET /v0/nothing");
    }

    @Test
    @Order(4)
    void gzipThatIsCutIsRefused() throws Exception {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(zipped)) {
            out.write(EVENT.formatted(5).getBytes(StandardCharsets.UTF_8));
        }
        byte[] half = java.util.Arrays.copyOf(zipped.toByteArray(), zipped.size() / 2);
        HttpResponse<String> answer = send(HttpRequest.newBuilder(pipit.api("/v0/events?name=analytics_events"))
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(half)));
        refused(answer, 400, "gzip");
    }

    @Test
    @Order(5)
    void aSecondProcessIsToldWhoHasThePortAndTheState() throws Exception {
        Cli.Result locked = script("dev", project.toString(), "--port", "0");
        assertThat(locked.exitCode()).isEqualTo(1);
        assertThat(locked.err()).contains("is in use by process", "Stop that process first");

        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(
                other.resolve("a.datasource"),
                "SCHEMA >\n    `x` String `json:$.x`\n\nENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"x\"\n");
        Cli.Result port = script(
                "dev",
                other.toString(),
                "--port",
                Integer.toString(pipit.api("/").getPort()));
        assertThat(port.exitCode()).isEqualTo(1);
        assertThat(port.err()).contains("Port " + pipit.api("/").getPort() + " is in use", "--port");

        Cli.Result address = script("dev", other.toString(), "--set", "server.bind-address=0.0.0.0");
        assertThat(address.exitCode()).isEqualTo(1);
        assertThat(address.err()).contains("there is no token");
    }

    @Test
    @Order(6)
    void aChangedFileIsLiveAndABrokenOneChangesNothing() throws Exception {
        Path pipe = project.resolve("endpoints/added.pipe");
        Files.writeString(pipe, "NODE n\nSQL >\n    SELECT count() AS c FROM analytics_events\n\nTYPE endpoint\n");
        await("the new endpoint", () -> get("/v0/pipes/added.csv").statusCode() == 200);
        assertThat(get("/v0/pipes/added.csv").body()).contains("20000");

        Files.writeString(pipe, "NODE n\nSQL >\n    SELECT count() AS c FROM analytics_evnts\n\nTYPE endpoint\n");
        await("the problem", () -> pipit.output().contains("The project goes on as it was."));
        assertThat(pipit.output()).contains("endpoints/added.pipe:3", "Did you mean 'analytics_events'?");
        assertThat(get("/v0/pipes/added.csv").body()).contains("20000");
        Files.delete(pipe);
    }

    @Test
    @Order(7)
    void maintenanceChangesFilesAndNoAnswer() throws Exception {
        assertThat(cli("copy", "run", "rebuild_snapshot").exitCode()).isZero();
        AtomicBoolean enough = new AtomicBoolean();
        ExecutorService reader = Executors.newSingleThreadExecutor();
        Future<Integer> reads = reader.submit(() -> {
            int answers = 0;
            while (!enough.get() || answers == 0) {
                assertThat(sql("SELECT count(), uniqExact(session_id) FROM analytics_events"))
                        .isEqualTo("20000,1862\n");
                assertThat(sql("SELECT countMerge(hits) FROM hits_by_hour")).isEqualTo("20000\n");
                answers++;
            }
            return answers;
        });
        try {
            CommandCall run = cli("maintenance", "run");
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out())
                    .contains("compact: done", "files before", "expire: done", "orphans: done", "trim: done");
        } finally {
            enough.set(true);
            reader.shutdown();
        }
        assertThat(reads.get(60, TimeUnit.SECONDS)).isPositive();
        assertThat(cli("maintenance", "ls").out()).contains("compact  off", "expire   */10 * * * *");
        CommandCall wrong = cli("maintenance", "run", "compakt");
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err()).contains("Did you mean 'compact'?");
    }

    @Test
    @Order(8)
    void filesAreAppendedAndRowsDeletedWhereverTheyAre() throws Exception {
        new OrdersScenario(world).filesAreAppendedAndRowsDeletedWhereverTheyAre();
    }

    @Test
    @Order(9)
    void whatHappenedCanBeAsked() throws Exception {
        String changes = "SELECT event_type, sum(rows), sum(rows_quarantine), count() FROM tinybird.datasources_ops_log"
                + " WHERE datasource_name = 'orders' AND event_type NOT LIKE 'append%' GROUP BY event_type ORDER BY event_type";
        await(
                "all changes",
                () -> sql(changes).equals("\"delete_data\",2,0,1\n\"replace\",5,1,4\n\"truncate\",2,0,1\n"));
        assertThat(
                        sql(
                                "SELECT status, error LIKE '%404%', count() FROM pipit.jobs_log WHERE job_type = 'import' AND error IS NOT NULL GROUP BY 1, 2"))
                .isEqualTo("\"error\",1,1\n");
        assertThat(sql("SELECT job_type, pipe_name, status, count() FROM tinybird.jobs_log WHERE job_type = 'copy'"
                        + " GROUP BY job_type, pipe_name, status"))
                .isEqualTo("\"copy\",\"rebuild_snapshot\",\"done\",2\n");
        assertThat(
                        sql(
                                "SELECT count() > 0, max(error) FROM tinybird.pipe_stats_rt WHERE pipe_name = 'added' AND error = 0"))
                .isEqualTo("1,0\n");
        assertThat(
                        sql(
                                "SELECT status_code, count() FROM tinybird.endpoint_errors WHERE pipe_name = 'top_pages' GROUP BY 1"))
                .isEqualTo("400,1\n");
        assertThat(sql("SELECT sum(rows), sum(rows_quarantine) FROM tinybird.datasources_ops_log"
                        + " WHERE datasource_name = 'analytics_events' AND event_type = 'append-hfi'"))
                .isEqualTo("20000,3\n");
        assertThat(get("/v0/datasources").body()).doesNotContain("pipit_operations");
        await(
                "the sizes",
                () ->
                        sql("SELECT count() > 0 FROM tinybird.datasources_storage WHERE datasource_name = 'analytics_events'")
                                .equals("1\n"));
    }

    @Test
    @Order(10)
    void anOlderSnapshotIsReadAndBroughtBack() throws Exception {
        new OrdersScenario(world).anOlderSnapshotIsReadAndBroughtBack();
    }

    @Test
    @Order(11)
    void schedulesAreShownPausedResumedAndRun() throws Exception {
        assertThat(cli("schedule", "ls").out())
                .containsPattern(
                        "copy +rebuild_snapshot +0 3 \\* \\* \\* +Europe/Berlin +running +next 20..-..-.. 0[12]:00:00")
                .containsPattern("maintenance +compact +@on-demand\\n");
        assertThat(cli("schedule", "next", "rebuild_snapshot", "--count", "3")
                        .out()
                        .lines())
                .hasSize(3)
                .allMatch(line -> line.matches("20..-..-.. 0[12]:00:00  rebuild_snapshot"));
        assertThat(cli("schedule", "pause", "rebuild_snapshot").out()).contains("rebuild_snapshot is paused");
        assertThat(cli("schedule", "next", "rebuild_snapshot").out()).contains("Nothing fires");
        assertThat(cli("schedule", "resume", "rebuild_snapshot").out())
                .contains("rebuild_snapshot is running; next 20");
        assertThat(cli("schedule", "run", "expire").out())
                .contains("'pipit schedule history expire' shows how it ends");
        await("the run", () -> cli("schedule", "history", "expire").out().contains("done in"));
        assertThat(cli("schedule", "pause", "rebuild_snapshott").err()).contains("Did you mean 'rebuild_snapshot'?");
        assertThat(cli("schedule", "pause", "compact").err()).contains("runs on demand");
    }

    @Test
    @Order(12)
    void metricsAreThereForPrometheus() throws Exception {
        String metrics = get("/metrics").body();
        assertThat(metrics)
                .contains("pipit_ready 1.0", "pipit_events_quarantined_rows_total{datasource=\"analytics_events\"} 3.0")
                .containsPattern("pipit_events_rows_total\\{datasource=\"analytics_events\"\\} 2\\d{4}\\.0")
                .containsPattern(
                        "pipit_questions_seconds_bucket\\{pipe=\"snapshot_by_action\",status=\"200\",le=\"5.0\"\\} \\d")
                .containsPattern("pipit_schedule_failed\\{schedule=\"[^\"]*expire\"\\} 0.0")
                .containsPattern("pipit_table_lake_rows\\{table=\"analytics_events\"\\} 2\\d{4}\\.0")
                .contains(
                        "pipit_feed_failed{feed=\"log:analytics_events\"} 0.0", "jvm_memory_used_bytes{area=\"heap\"");
    }

    @Test
    @Order(13)
    void schedulesChangeWhenTheirFilesDo() throws Exception {
        Path copies = project.resolve("cron-configs/copies.yaml");
        Files.writeString(copies, "rebuild_snapshot:\n  schedule: \"7 4 * * *\"\n");
        await(
                "the new line",
                () -> cli("schedule", "next", "rebuild_snapshot").out().contains(" 04:07:00"));
        int before = pipit.output().length();
        Files.writeString(copies, "rebuild_snapshot:\n  schedul: \"7 5 * * *\"\n");
        await("the mistake", () -> pipit.output().substring(before).contains("goes on as it was"));
        assertThat(pipit.output().substring(before)).contains("cron-configs/copies.yaml:2", "Did you mean 'schedule'?");
        assertThat(cli("schedule", "next", "rebuild_snapshot").out()).contains(" 04:07:00");
        Files.delete(copies);
        await(
                "what the pipe says",
                () -> cli("schedule", "next", "rebuild_snapshot").out().contains(":15:00"));
    }

    @Test
    @Order(14)
    void theGuideOfSchedulesIsAsItSays() throws Exception {
        try (StackGuide guide = new StackGuide("schedules.md", folder)
                .use("127.0.0.1:" + pipit.api("/").getPort())) {
            assertThat(guide.run()).isGreaterThan(12);
        }
    }

    private static void await(String what, DevWorld.Condition condition) throws Exception {
        world.await(what, condition);
    }

    private static void refused(HttpResponse<String> answer, int status, String word) {
        world.refused(answer, status, word);
    }

    private static CommandCall cli(String... arguments) {
        return world.cli(arguments);
    }

    private static Cli.Result script(String... arguments) throws Exception {
        return world.script(arguments);
    }

    private static String sql(String query) throws Exception {
        return world.sql(query);
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return world.get(path);
    }

    private static HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return world.post(path, body);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return world.send(request);
    }
}
