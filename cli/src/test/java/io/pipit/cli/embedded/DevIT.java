package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.pipit.cli.checker.PipitProcess;
import io.pipit.cli.client.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
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
    private static final Duration START = Duration.ofMinutes(3);
    private static final String EVENT = """
            {"event_id":"e%s","timestamp":"2015-05-21 10:00:00","session_id":"s","action":"page_hit","version":"1","payload":"{}"}""";

    @TempDir
    private static Path folder;

    private static Path project;
    private static PipitProcess pipit;

    @BeforeAll
    static void start() throws Exception {
        project = Files.createDirectory(folder.resolve("project"));
        copy(Cli.home().resolve("examples/web-analytics"), project);
        Path cron = Files.createDirectory(project.resolve("cron-configs"));
        Files.writeString(cron.resolve("compact.yaml"), "schedule: off\nmin-files: 2\n");
        Files.writeString(cron.resolve("expire.yaml"), "keep: 0s\nkeep-last: 1\n");
        pipit = new PipitProcess(project);
        pipit.start();
        pipit.awaitReady(START);
    }

    @AfterAll
    static void stop() throws Exception {
        pipit.close();
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

        Cli.Result run = cli("copy", "run", "rebuild_snapshot");
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
        Cli.Result locked = cli("dev", project.toString(), "--port", "0");
        assertThat(locked.exitCode()).isEqualTo(1);
        assertThat(locked.err()).contains("is in use by process", "Stop that process first");

        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(
                other.resolve("a.datasource"),
                "SCHEMA >\n    `x` String `json:$.x`\n\nENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"x\"\n");
        Cli.Result port = cli(
                "dev",
                other.toString(),
                "--port",
                Integer.toString(pipit.api("/").getPort()));
        assertThat(port.exitCode()).isEqualTo(1);
        assertThat(port.err()).contains("Port " + pipit.api("/").getPort() + " is in use", "--port");

        Cli.Result address = cli("dev", other.toString(), "--set", "server.bind-address=0.0.0.0");
        assertThat(address.exitCode()).isEqualTo(1);
        assertThat(address.err()).contains("until there are tokens");
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
            Cli.Result run = cli("maintenance", "run");
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out())
                    .contains("compact: done", "files before", "expire: done", "orphans: done", "trim: done");
        } finally {
            enough.set(true);
            reader.shutdown();
        }
        assertThat(reads.get(60, TimeUnit.SECONDS)).isPositive();
        assertThat(cli("maintenance", "ls").out()).contains("compact  off", "expire   */10 * * * *");
        Cli.Result wrong = cli("maintenance", "run", "compakt");
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err()).contains("Did you mean 'compact'?");
    }

    @Test
    @Order(8)
    void filesAreAppendedAndRowsDeletedWhereverTheyAre() throws Exception {
        Path source = project.resolve("datasources/orders.datasource");
        Files.writeString(source, """
                SCHEMA >
                    `id` UInt32 `json:$.id`,
                    `city` String `json:$.place.city`,
                    `tags` Array(String) `json:$.tags[:]`

                ENGINE "MergeTree"
                ENGINE_SORTING_KEY "id"
                """);
        await(
                "the new data source",
                () -> post("/v0/events?name=orders", "{\"id\": 1, \"place\": {\"city\": \"Łódź\"}, \"tags\": []}")
                                .statusCode()
                        == 202);
        Path csv = folder.resolve("orders.csv");
        Files.writeString(csv, "id,city,tags,other\n2,\"a, b\",\"['x','y']\",1\n3,test,,2\nnone,c,,3\n");
        Cli.Result appended = cli("datasource", "append", "orders", "--file", csv.toString());
        assertThat(appended.out()).as(appended.err()).contains("2 rows appended to orders, 1 quarantined");
        Path ndjson = folder.resolve("more.ndjson");
        Files.writeString(ndjson, "{\"id\": 4, \"place\": {\"city\": \"test\"}, \"tags\": [\"z\"]}\n");
        assertThat(cli("datasource", "append", "orders", "--file", ndjson.toString())
                        .out())
                .contains("1 rows appended");
        await("all are shown", () -> sql("SELECT count() FROM orders").equals("4\n"));
        assertThat(sql("SELECT id, city, arrayStringConcat(tags, '+') FROM orders ORDER BY id"))
                .isEqualTo("1,\"Łódź\",\"\"\n2,\"a, b\",\"x+y\"\n3,\"test\",\"\"\n4,\"test\",\"z\"\n");

        String[] test = {"datasource", "delete", "orders", "--sql-condition", "city = 'test'"};
        assertThat(cli("datasource", "delete", "orders", "--sql-condition", "city = 'test'", "--dry-run")
                        .out())
                .contains("2 rows of orders would be deleted");
        Cli.Result deleted = cli(test);
        assertThat(deleted.out()).as(deleted.err()).contains("2 rows deleted from orders");
        await("they are gone", () -> sql("SELECT count() FROM orders").equals("2\n"));
        assertThat(cli("datasource", "delete", "orders", "--sql-condition", "citty = 1")
                        .err())
                .contains("Did you mean 'city'?");
        assertThat(cli("datasource", "append", "ordres", "--file", csv.toString())
                        .err())
                .contains("Did you mean 'orders'?");
        rowsOfFilesTakeThePlaceOfOthers();
        assertThat(cli("datasource", "truncate", "orders").exitCode()).isEqualTo(2);
        assertThat(cli("datasource", "truncate", "orders", "--yes").out()).contains("2 rows deleted from orders");
        await("it is empty", () -> sql("SELECT count() FROM orders").equals("0\n"));
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
        post("/v0/events?name=orders&wait=true", "{\"id\": 1, \"place\": {\"city\": \"Rome\"}, \"tags\": []}");
        cli("datasource", "delete", "orders", "--sql-condition", "id = 77"); // what was accepted is committed
        String first = Json.tree(cli("history", "orders", "--json").out())
                .path("snapshots")
                .path(0)
                .path("snapshot")
                .asText();
        assertThat(cli("datasource", "delete", "orders", "--sql-condition", "id = 1")
                        .out())
                .contains("1 rows deleted");
        await("nothing", () -> sql("SELECT count() FROM orders").equals("0\n"));
        assertThat(sql("SELECT city FROM orders AS OF " + first + " FORMAT CSV"))
                .isEqualTo("\"Rome\"\n");
        Cli.Result back = cli("rollback", "orders", "--to", first, "--yes");
        assertThat(back.out())
                .as(back.err())
                .contains("orders has the 1 rows of snapshot " + first + " again; it had 0");
        await("the row", () -> sql("SELECT count() FROM orders").equals("1\n"));
        post("/v0/events?name=orders&wait=true", "{\"id\": 2, \"place\": {\"city\": \"Bonn\"}, \"tags\": []}");
        assertThat(sql("SELECT count() FROM orders")).isEqualTo("2\n");
        assertThat(cli("rollback", "orders", "--to", "12345", "--yes").err())
                .contains("has expired, or never was", "pipit history orders");
        refused(post("/v0/sql", "SELECT 1 FROM orders AS OF 'May'"), 400, "neither the id of a snapshot nor a time");
        assertThat(cli("rollback", "orders", "--to", first).exitCode()).isEqualTo(2);
    }

    private static void rowsOfFilesTakeThePlaceOfOthers() throws Exception {
        Path cities = folder.resolve("cities.csv");
        Files.writeString(cities, "id,city,tags\n2,Oslo,[]\n9,Rome,\"['r']\"\nnone,Oslo,\n7,Oslo,[]\n");
        Cli.Result some =
                cli("datasource", "replace", "orders", cities.toString(), "--sql-condition", "id < 5 OR city = 'Oslo'");
        assertThat(some.out())
                .as(some.err())
                .contains("2 rows now in orders, 2 went, 1 quarantined", "1 rows of the file were left out");
        await("the others", () -> sql("SELECT id, city FROM orders ORDER BY id").equals("2,\"Oslo\"\n7,\"Oslo\"\n"));
        assertThat(cli("datasource", "replace", "orders", cities.toString(), "--sql-condition", "id =")
                        .err())
                .contains("end of the query");
        Path none = Files.writeString(folder.resolve("none.csv"), "id,city,tags\nx,Oslo,[]\n");
        assertThat(cli("datasource", "replace", "orders", none.toString()).err())
                .contains("None of the file's 1 rows fits 'orders'", "Nothing was changed");
        assertThat(cli("datasource", "replace", "orders", "--url", "ftp://x/y.csv")
                        .err())
                .contains("http://… or https://… is expected");
        HttpServer files = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        files.createContext("/", exchange -> {
            byte[] body =
                    "{\"id\": 5, \"place\": {\"city\": \"Bonn\"}, \"tags\": []}\n".getBytes(StandardCharsets.UTF_8);
            boolean there = exchange.getRequestURI().getPath().endsWith("/one.ndjson");
            exchange.sendResponseHeaders(there ? 200 : 404, there ? body.length : -1);
            if (there) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        files.start();
        try {
            String address = "http://localhost:" + files.getAddress().getPort();
            assertThat(cli("datasource", "append", "orders", "--url", address + "/one.ndjson")
                            .out())
                    .contains("1 rows appended to orders");
            assertThat(cli("datasource", "append", "orders", "--url", address + "/two.ndjson")
                            .err())
                    .contains("answers with status 404");
            assertThat(cli("datasource", "replace", "orders", "--url", address + "/two.ndjson")
                            .err())
                    .contains("answered 404");
            Cli.Result whole = cli("datasource", "replace", "orders", address + "/one.ndjson");
            assertThat(whole.out()).as(whole.err()).contains("1 rows now in orders, 3 went");
        } finally {
            files.stop(0);
        }
        assertThat(cli("job", "ls").out()).contains("import", "delete_data");
        Path two = Files.writeString(folder.resolve("two.csv"), "id,city,tags\n1,,\n2,,\n");
        assertThat(cli("datasource", "replace", "orders", two.toString()).out())
                .contains("2 rows now in orders, 1 went");
        await("the whole", () -> sql("SELECT count(), sum(id) FROM orders").equals("2,3\n"));
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.holds()) {
            assertThat(System.nanoTime())
                    .as("%s; output:%n%s", what, pipit.output())
                    .isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private static void refused(HttpResponse<String> answer, int status, String word) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode body = Json.tree(answer.body());
        assertThat(body.path("error").asText()).contains(word);
        assertThat(body.path("code").asText()).isNotEmpty();
    }

    private static Cli.Result cli(String... arguments) throws Exception {
        String[] all = Stream.concat(
                        Stream.of(arguments),
                        Stream.of("--host", "localhost:" + pipit.api("/").getPort()))
                .toArray(String[]::new);
        return new Cli(folder).run(all);
    }

    private static String sql(String query) throws Exception {
        HttpResponse<String> answer = post("/v0/sql", query.contains("FORMAT") ? query : query + " FORMAT CSV");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(pipit.api(path)));
    }

    private static HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(pipit.api(path)).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try {
            return pipit.http().send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            // On a machine that is slow enough the server closes an idle connection just when it is used again.
            return pipit.http().send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(f -> !f.toString().contains(".pipit")).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
