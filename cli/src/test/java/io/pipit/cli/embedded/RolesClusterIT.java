package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.checker.PipitProcess;
import io.pipit.cli.client.Json;
import io.pipit.cli.services.Installation;
import io.pipit.cli.services.LocalServices;
import io.pipit.core.network.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes of each role over Kafka, PostgreSQL, a REST catalog and S3: any takes any request, any may die. */
class RolesClusterIT {
    private static final List<Pattern> LEADS = List.of(
            Pattern.compile("pipit_leads 1\\.0"),
            Pattern.compile("pipit_speed_submissions [1-9]\\d*\\.0"),
            Pattern.compile("pipit_schedule_failed\\{schedule=\"[^\"]*expire\"\\} 0\\.0"),
            Pattern.compile("pipit_schedule_late_seconds\\{schedule=\"[^\"]*expire\"\\} \\d"));

    @TempDir
    Path folder;

    private Installation installed;

    @Test
    void anyTakesAnyRequestAndAnyMayDie() throws Exception {
        LocalServices services =
                new LocalServices(folder).kafka().postgres().s3().restCatalog();
        int controlPort = FreePort.find();
        try (Installation all = new Installation(
                services,
                folder,
                "speed.commit-interval: 2s",
                "memory.engine: 300MB",
                "server.control-port: " + controlPort)) {
            installed = all;
            List<PipitProcess> schedule = all.two("schedule");
            List<PipitProcess> intake = all.two("intake");
            List<PipitProcess> serve = all.two("serve");
            all.awaitReady();
            all.deploy(project("first", ""), intake.get(0));
            send(serve.get(0), 0, 100);
            await(serve.get(1), "100,100");

            PipitProcess leader = leader(schedule);
            assertThat(live(leader, controlPort)).isTrue();
            assertThat(logged(schedule.indexOf(leader) + 1)).contains("This process leads");
            PipitProcess standby = schedule.get(schedule.indexOf(leader) == 0 ? 1 : 0);
            await("the leader's numbers", () -> tellsOfLeading(leader));
            assertThat(metrics(standby))
                    .contains("pipit_leads 0.0", "pipit_speed_submissions 0.0")
                    .doesNotContain("pipit_schedule_failed{");
            leader.kill();
            intake.get(0).kill();
            serve.get(0).kill();
            send(intake.get(1), 100, 150);
            await("leads", () -> leads(standby));
            assertThat(live(standby, controlPort)).isTrue();
            await(serve.get(1), "150,150");
            await("the numbers of the new leader", () -> tellsOfLeading(standby));

            leader.start();
            intake.get(0).start();
            serve.get(0).start();
            // The next version gets a column; the view and its rows stay.
            all.deploy(project("second", ",\n    `more` Nullable(String) `json:$.more`"), serve.get(1));
            send(intake.get(1), 150, 160);
            await(serve.get(1), "160,160");
            assertThat(sql(serve.get(1), "SELECT count() FROM ticks WHERE more IS NULL FORMAT CSV"))
                    .isEqualTo("160");
            all.awaitReady();
            send(serve.get(0), 160, 170);
            await(serve.get(0), "170,170");
            await(serve.get(1), "170,170");
            all.end();
        }
    }

    private String logged(int schedule) throws IOException {
        return Files.readString(folder.resolve("schedule" + schedule + "/.pipit/schedule/logs/pipit.log"));
    }

    private Path project(String name, String columns) throws IOException {
        Path project = Files.createDirectories(folder.resolve(name));
        Files.writeString(
                project.resolve("ticks.datasource"),
                "SCHEMA >\n    `n` Int64 `json:$.n`,\n    `k` String `json:$.k`" + columns
                        + "\nENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"n\"\n");
        Files.writeString(
                project.resolve("by_k.datasource"),
                "SCHEMA >\n    `k` String,\n    `total` AggregateFunction(count)\nENGINE \"AggregatingMergeTree\"\nENGINE_SORTING_KEY \"k\"\n");
        Files.writeString(
                project.resolve("count_by_k.pipe"),
                "NODE counted\nSQL >\n    SELECT k, countState() AS total FROM ticks GROUP BY k\nTYPE materialized\nDATASOURCE by_k\n");
        return project;
    }

    private PipitProcess leader(List<PipitProcess> schedule) throws Exception {
        await("a leader", () -> leads(schedule.get(0)) || leads(schedule.get(1)));
        return leads(schedule.get(0)) ? schedule.get(0) : schedule.get(1);
    }

    private static boolean leads(PipitProcess process) throws Exception {
        HttpResponse<String> health = process.http()
                .send(HttpRequest.newBuilder(process.api("/health")).build(), HttpResponse.BodyHandlers.ofString());
        JsonNode body = Json.tree(health.body());
        return body.path("leads").asBoolean();
    }

    /** Whether a process has the numbers that only the one that leads has: of its speed job and of its schedules. */
    private static boolean tellsOfLeading(PipitProcess process) throws Exception {
        String metrics = metrics(process);
        return LEADS.stream().allMatch(number -> number.matcher(metrics).find());
    }

    private static String metrics(PipitProcess process) throws Exception {
        return process.http()
                .send(HttpRequest.newBuilder(process.api("/metrics")).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** Whether something takes there what others pass on to the leader. */
    private static boolean live(PipitProcess leader, int controlPort) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + controlPort + "/live");
        return leader.http()
                        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode()
                == 200;
    }

    private static void send(PipitProcess to, int from, int end) throws Exception {
        StringBuilder body = new StringBuilder();
        for (int n = from; n < end; n++) {
            body.append("{\"n\":").append(n).append(",\"k\":\"").append(n % 7).append("\"}\n");
        }
        HttpResponse<String> answer = post(to, "/v0/events?name=ticks&wait=true", body.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("X-Pipit-Position")).isPresent();
    }

    private void await(PipitProcess at, String counts) throws Exception {
        String query = "SELECT (SELECT count() FROM ticks) AS a, (SELECT countMerge(total) FROM by_k) AS b FORMAT CSV";
        await(counts, () -> sql(at, query).equals(counts));
    }

    private static String sql(PipitProcess at, String query) throws Exception {
        return post(at, "/v0/sql", query).body().strip();
    }

    private static HttpResponse<String> post(PipitProcess to, String path, String body) throws Exception {
        return to.http()
                .send(
                        HttpRequest.newBuilder(to.api(path))
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private void await(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("%s%n%s", what, installed.output()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }
}
