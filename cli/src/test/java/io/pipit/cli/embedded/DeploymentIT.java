package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.Main;
import io.pipit.cli.checker.PipitProcess;
import io.pipit.cli.client.ApiClient;
import io.pipit.cli.client.Insistence;
import io.pipit.cli.client.Json;
import io.pipit.cli.client.ProjectUpload;
import io.pipit.cli.command.CommandCall;
import io.pipit.core.block.PositionVector;
import io.pipit.core.project.ProjectFiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Versions of a project that are deployed to one {@code pipit dev} process while it is used. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DeploymentIT {
    /** So many at least are asked for while events and versions come. */
    private static final int ANSWERS = 6;

    private static final Duration START = Duration.ofMinutes(3);
    private static final String EVENTS = "datasources/events.datasource";
    private static final String VIEW = "materializations/by_user.pipe";

    @TempDir
    private static Path folder;

    private static final Map<String, String> FILES = new TreeMap<>();
    private static Path project;
    private static PipitProcess pipit;

    @BeforeAll
    static void start() throws Exception {
        FILES.put(EVENTS, """
                SCHEMA >
                    `user` String `json:$.user`,
                    `n` Int64 `json:$.n`

                ENGINE "MergeTree"
                ENGINE_SORTING_KEY "user"
                """);
        FILES.put("datasources/hits.datasource", """
                SCHEMA >
                    `user` String,
                    `hits` SimpleAggregateFunction(sum, UInt64)

                ENGINE "AggregatingMergeTree"
                ENGINE_SORTING_KEY "user"
                """);
        FILES.put(VIEW, """
                NODE by_user
                SQL >
                    SELECT user, count() AS hits FROM events GROUP BY user

                TYPE materialized
                DATASOURCE hits
                """);
        FILES.put("endpoints/totals.pipe", """
                NODE totals
                SQL >
                    SELECT sum(hits) AS hits FROM hits

                TYPE endpoint
                """);
        project = Path.of(folder(FILES));
        pipit = new PipitProcess(project, command(project));
        pipit.start();
        pipit.awaitReady(START);
    }

    /** {@code pipit dev} of the classes under test. */
    private static List<String> command(Path project) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(a -> a.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Duser.timezone=UTC"));
        // Tables of any size are filled from the lake.
        command.addAll(List.of("-Dpipit.filled-from-rows=0", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.addAll(List.of(Main.class.getName(), "dev", project.toString()));
        command.addAll(List.of("--set", "speed.commit-interval=2s", "--port"));
        return command;
    }

    @AfterAll
    static void stop() throws Exception {
        pipit.close();
    }

    @Test
    @Order(1)
    void nobodySeesAnOlderPositionOrAFailedRequestThroughASwitch() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Future<Integer> sent = threads.submit(() -> {
            int count = 0;
            while (!enough.get()) {
                send(count, 20, "");
                count += 20;
            }
            return count;
        });
        Future<List<Long>> asked = threads.submit(() -> ask(enough));
        try {
            await("some events", () -> hits() > 200);
            Map<String, String> changed = with(VIEW, text -> text.replace("FROM events", "FROM events WHERE n >= 0"));
            String files = folder(changed);
            await(
                    "the first commit",
                    () -> cli("deploy", files, "--check").out().contains("filled from the rows of 'events'"));
            deploy(changed);
            long after = hits();
            await("events go on", () -> hits() > after + 100);
        } finally {
            enough.set(true);
            threads.shutdown();
        }
        assertThat(asked.get(120, TimeUnit.SECONDS)).isSorted().hasSizeGreaterThanOrEqualTo(ANSWERS);
        int all = sent.get(120, TimeUnit.SECONDS);
        await("all events once", () -> hits() == all);
        assertThat(sql("SELECT count() FROM events")).isEqualTo(all + "\n");
    }

    @Test
    @Order(2)
    void aStagedVersionWaitsThroughADeathAndAnotherOneIsTold() throws Exception {
        Map<String, String> staged =
                with("endpoints/totals.pipe", text -> text.replace("sum(hits)", "sum(hits) + 1000"));
        staged.put("endpoints/more.pipe", "NODE n\nSQL >\n    SELECT 1 AS one\n\nTYPE endpoint\n");
        staged.computeIfPresent(VIEW, (file, text) -> text.replace("WHERE n >= 0", "WHERE n % 2 = 0"));
        long before = hits();
        String changed = folder(staged);
        await(
                "all is in the lake",
                () -> cli("deploy", changed, "--check").out().contains("filled from the rows of 'events' in the lake"));
        assertThat(cli("deployment", "ls").out()).as("a check leaves nothing").doesNotContainPattern("(?m)^3 ");
        CommandCall first = cli("deploy", changed, "--no-promote");
        assertThat(first.out()).as(first.err()).contains("changed  view", "is staged", "pipit deployment promote");
        CommandCall second = cli("deploy", folder(Map.of(EVENTS, FILES.get(EVENTS))));
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err()).contains("Deployment 3 of " + System.getProperty("user.name"), "is staged", "discard");
        assertThat(hits()).isEqualTo(before);

        pipit.kill();
        pipit.start();
        pipit.awaitReady(START);
        assertThat(pipit.output()).contains("Deployment 3 is staged", "Deployment 2 of", "is live, as before");
        assertThat(cli("deployment", "ls").out())
                .containsPattern("3 +data_ready")
                .containsPattern("2 +live");
        assertThat(hits()).as("the version before").isEqualTo(before);

        CommandCall promoted = cli("deployment", "promote");
        assertThat(promoted.out()).as(promoted.err()).contains("Deployment 3 is live");
        await("the new version", () -> hits() == before / 2 + 1000);
        assertThat(get("/v0/pipes/more.json").statusCode()).isEqualTo(200);
        assertThat(cli("deployment", "promote").err()).contains("No deployment is staged");
    }

    @Test
    @Order(3)
    void aRollbackBringsTheFilesBackExactly() throws Exception {
        long before = (hits() - 1000) * 2;
        CommandCall back = cli("deployment", "rollback");
        assertThat(back.out()).as(back.err()).contains("it is the table of before again", "Deployment 4 is live");
        await("the version before", () -> hits() == before);
        assertThat(get("/v0/pipes/more.json").statusCode()).isEqualTo(404);
        JsonNode was = Json.tree(get("/v1/deployments/2?files=true").body()).path("deployment");
        JsonNode is = Json.tree(get("/v1/deployments/4?files=true").body()).path("deployment");
        assertThat(is.path("files")).isEqualTo(was.path("files"));
        assertThat(is.path("origin").asText()).isEqualTo("rollback to 2");
        assertThat(cli("deployment", "show", "3").out()).contains("former", "changed  view", "endpoints/more.pipe");
        assertThat(cli("deployment", "rollback", "--to", "77").err()).contains("There is no deployment 77");
        send(1_000_000, 20, "");
        await("events go on", () -> hits() == before + 20);
    }

    /** The guide's way, with a snapshot of the file system: what a killed process leaves. */
    @Test
    @Order(4)
    void aBackupOfTheStateFolderBringsEverythingBack() throws Exception {
        long before = hits();
        Path state = project.resolve(".pipit");
        Path backup = folder.resolve("backup");
        pipit.kill();
        copy(state, backup);
        StateFolder.deleteTree(state);
        copy(backup, state);
        pipit.start();
        pipit.awaitReady(START);
        await("all that was there", () -> hits() == before);
        assertThat(cli("deployment", "ls").out()).containsPattern("4 +live").containsPattern("3 +");
        assertThat(cli("deployment", "show", "3").out()).contains("changed  view");
        send(2_000_000, 20, "");
        await("events go on", () -> hits() == before + 20);
    }

    @Test
    @Order(5)
    void fillingsAreJobsThatCanBeAsked() throws Exception {
        CommandCall populated = cli("materialization", "populate", "by_user", "--truncate");
        assertThat(populated.out()).as(populated.err()).contains("The rows of by_user.by_user are made once more");
        JsonNode job = Json.tree(get("/v0/jobs?kind=populateview&status=done").body())
                .path("jobs")
                .path(0);
        assertThat(job.path("reason").asText()).isEqualTo("populate");
        assertThat(cli("job", "ls").out()).containsPattern("populateview +by_user +done");
        String id = job.path("id").asText();
        assertThat(cli("job", "details", id).out()).containsPattern("rows_affected +[1-9]");
        assertThat(cli("job", "cancel", id).err()).contains("cannot be cancelled: it is done already");
        await(
                "the populate in the log of jobs",
                () -> sql("SELECT job_type, pipe_name, datasource_name, status, rows_affected > 0, error IS NULL"
                                + " FROM tinybird.jobs_log WHERE job_id = '" + id + "'")
                        .equals("\"populateview\",\"by_user\",\"hits\",\"done\",1,1\n"));
        assertThat(sql(
                        "SELECT event_type, datasource_name, result, rows > 0 FROM pipit.datasources_ops_log WHERE job_id = '"
                                + id + "'"))
                .isEqualTo("\"populateview\",\"hits\",\"ok\",1\n");
        assertThat(
                        sql(
                                "SELECT job_id, status FROM pipit.jobs_log WHERE job_type = 'deployment' ORDER BY job_id LIMIT 4"))
                .isEqualTo("\"deployment-1\",\"done\"\n\"deployment-2\",\"done\"\n\"deployment-3\",\"done\"\n"
                        + "\"deployment-4\",\"done\"\n");
        assertThat(sql("SELECT DISTINCT pipe_name, datasource_name, status FROM pipit.jobs_log"
                        + " WHERE job_type = 'populateview' AND job_metadata LIKE '%\"reason\":\"deployment 2\"%'"))
                .isEqualTo("\"by_user\",\"hits\",\"done\"\n");
    }

    @Test
    @Order(6)
    void appendedFilesAreWrittenDownAndWrongNamesAnswered() throws Exception {
        Path file = Files.writeString(folder.resolve("two.csv"), "user,n\nu1,1\n\"u\n2\",2\n");
        assertThat(cli("datasource", "append", "events", "--file", file.toString())
                        .out())
                .contains("2 rows appended to events");
        await(
                "the file in the log of changes",
                () -> sql("SELECT result, rows FROM tinybird.datasources_ops_log"
                                + " WHERE event_type = 'append' AND datasource_name = 'events'")
                        .equals("\"ok\",2\n"));
        assertThat(cli("pipe", "populate", "by_usr", "--node", "by_user").err())
                .contains(
                        "no materialized view 'by_usr.by_user'. Did you mean 'by_user.by_user'? There are by_user.by_user.");
        assertThat(cli("copy", "history", "dayly").err()).contains("There is no copy pipe 'dayly', and no run of one.");
        assertThat(cli("copy", "cancel", "dayly").err()).contains("There is no copy pipe 'dayly'. ");
        assertThat(cli("job", "details", "none").err()).contains("'pipit job ls'");
        String[] nothing = {"datasource", "delete", "events", "--sql-condition", "n = -1", "--cascade"};
        assertThat(cli(nothing).out()).contains("0 rows deleted from events. In '");
    }

    /** But for what is made anew at each start. */
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                String place = from.relativize(file).toString();
                if (!place.startsWith("tmp") && !place.equals("lock")) {
                    Files.copy(file, to.resolve(place), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private static String folder(Map<String, String> files) throws IOException {
        Path project = Files.createTempDirectory(folder, "deployed");
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = project.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        return project.toString();
    }

    private static CommandCall cli(String... arguments) {
        String host = "localhost:" + pipit.api("/").getPort();
        return CommandCall.of(
                Stream.concat(Stream.of(arguments), Stream.of("--host", host)).toArray(String[]::new));
    }

    /** What the endpoint answers, one after the other; each at a position that is not older than that before. */
    private static List<Long> ask(AtomicBoolean enough) throws Exception {
        List<Long> answers = new ArrayList<>();
        PositionVector last = PositionVector.START;
        while (!enough.get() || answers.size() < ANSWERS) {
            HttpResponse<String> answer = get("/v0/pipes/totals.json");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            PositionVector position = PositionVector.parse(
                    answer.headers().firstValue("X-Pipit-Position").orElseThrow());
            assertThat(position.reaches(last))
                    .as("%s after %s", position.toText(), last.toText())
                    .isTrue();
            last = position;
            answers.add(
                    Json.tree(answer.body()).path("data").path(0).path("hits").asLong());
        }
        return answers;
    }

    private static JsonNode deploy(Map<String, String> files) {
        JsonNode answer =
                new ProjectUpload(client(), new Insistence(Duration.ZERO, line -> {})).build(ProjectFiles.of(files));
        assertThat(answer.path("result").asText()).as(answer.toString()).isEqualTo("success");
        return answer;
    }

    private static Map<String, String> with(String file, UnaryOperator<String> change) {
        FILES.computeIfPresent(file, (name, text) -> change.apply(text));
        return FILES;
    }

    private static ApiClient client() {
        return new ApiClient(URI.create(pipit.api("/").toString()));
    }

    private static void send(int from, int count, String more) throws Exception {
        StringBuilder body = new StringBuilder();
        for (int n = from; n < from + count; n++) {
            body.append("{\"user\":\"u")
                    .append(n % 3)
                    .append("\",\"n\":")
                    .append(n)
                    .append(more)
                    .append("}\n");
        }
        HttpResponse<String> answer = post("/v0/events?name=events", body.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }

    private static long hits() throws Exception {
        HttpResponse<String> answer = get("/v0/pipes/totals.json");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.tree(answer.body()).path("data").path(0).path("hits").asLong();
    }

    private static String sql(String query) throws Exception {
        HttpResponse<String> answer = post("/v0/sql", query + " FORMAT CSV");
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
        return pipit.http().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as(what + ":\n" + pipit.output()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
