package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.cli.checker.PipitProcess;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk with less room than is kept free: events are refused before the log is harmed, and what is there still answers. */
class DiskFullIT {
    private static final Duration START = Duration.ofMinutes(2);

    @Test
    void eventsAreRefusedWithTheRoomThatIsMissingAndTakenAgainOnceThereIsRoom(@TempDir Path folder) throws Exception {
        Path project = Files.createDirectories(folder.resolve("p"));
        Files.writeString(project.resolve("ticks.datasource"), "SCHEMA >\n    `n` Int64 `json:$.n`\n");
        Path configuration = project.resolve("pipit.yaml");
        Files.writeString(configuration, "intake:\n  min-free-disk: 1MB\n");
        try (PipitProcess pipit = new PipitProcess(project)) {
            pipit.start();
            pipit.awaitReady(START);
            assertThat(send(pipit).statusCode()).isEqualTo(200);
            pipit.kill();

            Files.writeString(configuration, "intake:\n  min-free-disk: 1000000GB\n");
            pipit.start();
            pipit.awaitReady(START);
            HttpResponse<String> refused = send(pipit);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(refused.body()).contains("\"code\":\"DISK_FULL\"").contains("MB left");
            assertThat(count(pipit)).isEqualTo("1");
            pipit.kill();

            Files.writeString(configuration, "intake:\n  min-free-disk: 1MB\n");
            pipit.start();
            pipit.awaitReady(START);
            assertThat(send(pipit).statusCode()).isEqualTo(200);
            assertThat(count(pipit)).isEqualTo("2");
        }
    }

    private static HttpResponse<String> send(PipitProcess pipit) throws IOException, InterruptedException {
        return pipit.http()
                .send(
                        HttpRequest.newBuilder(pipit.api("/v0/events?name=ticks&wait=true"))
                                .POST(HttpRequest.BodyPublishers.ofString("{\"n\":1}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static String count(PipitProcess pipit) throws IOException, InterruptedException {
        return pipit.http()
                .send(
                        HttpRequest.newBuilder(pipit.api("/v0/sql?q=SELECT%20count()%20FROM%20ticks"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body()
                .strip();
    }
}
