package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.cli.checker.PipitProcess;
import io.pipit.cli.services.LocalServices;
import io.pipit.jobs.cluster.FlinkProcesses;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** {@code pipit dev --cluster} with its tables in a bucket, against processes of Flink: the speed job, a copy, and a life after a kill. */
@EnabledIfSystemProperty(named = "cluster.long", matches = "true", disabledReason = "it takes two minutes")
class DevClusterIT {
    private static final Duration READY = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    @Test
    void aClusterAndABucketAtOnce() throws Exception {
        Path project = project();
        try (LocalServices services = new LocalServices(folder).postgres().s3();
                FlinkProcesses cluster = FlinkProcesses.start(folder.resolve("cluster"), 1)) {
            services.configure(project, "log.partitions: 1", "speed.commit-interval: 1s", "memory.engine: 300MB");
            try (PipitProcess pipit = new PipitProcess(project, command(project, cluster))) {
                pipit.start();
                pipit.awaitReady(READY);
                send(pipit, 0, 100);
                awaitRows(pipit, "SELECT count() FROM ticks", "100");
                awaitRows(pipit, "SELECT countMerge(total) FROM by_k", "100");
                assertThat(post(pipit, "/v0/pipes/totals/copy", "")).contains("\"job\"");
                awaitRows(pipit, "SELECT sum(n) FROM kept", "100");
                pipit.kill();
                pipit.start();
                pipit.awaitReady(READY);
                send(pipit, 100, 130);
                awaitRows(pipit, "SELECT count() FROM ticks", "130");
                awaitRows(pipit, "SELECT countMerge(total) FROM by_k", "130");
            } catch (Exception | AssertionError e) {
                throw new AssertionError(e.getMessage() + cluster.logs(), e);
            }
        }
    }

    private static List<String> command(Path project, FlinkProcesses cluster) {
        String pipit = PipitProcess.home().resolve("pipit").toString();
        String url = "http://127.0.0.1:" + cluster.address().port();
        return List.of(pipit, "dev", project.toString(), "--cluster", url, "--port");
    }

    private static void send(PipitProcess to, int from, int end) throws Exception {
        StringBuilder body = new StringBuilder();
        for (int n = from; n < end; n++) {
            body.append("{\"n\":").append(n).append(",\"k\":\"").append(n % 7).append("\"}\n");
        }
        assertThat(post(to, "/v0/events?name=ticks&wait=true", body.toString())).contains("successful_rows");
    }

    private static void awaitRows(PipitProcess at, String query, String wanted) {
        LocalRoles.await(query, () -> {
            String now = post(at, "/v0/sql", query + " FORMAT CSV").strip();
            return now.equals(wanted) ? "" : now;
        });
    }

    private static String post(PipitProcess to, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(to.api(path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return to.http().send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private Path project() throws Exception {
        Path made = CountedTicks.write(folder);
        Files.writeString(
                made.resolve("kept.datasource"),
                "SCHEMA >\n    `k` String,\n    `n` UInt64\nENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"k\"\n");
        Files.writeString(
                made.resolve("totals.pipe"),
                "NODE counted\nSQL >\n    SELECT k, count() AS n FROM ticks GROUP BY k\nTYPE copy\nTARGET_DATASOURCE kept\n");
        return made;
    }
}
