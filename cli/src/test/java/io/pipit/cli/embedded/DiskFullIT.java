package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk with less room than is kept free: events are refused before the log is harmed, and what is there still answers. */
class DiskFullIT {
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void eventsAreRefusedWithTheRoomThatIsMissingAndTakenAgainOnceThereIsRoom(@TempDir Path project) throws Exception {
        Files.writeString(project.resolve("ticks.datasource"), "SCHEMA >\n    `n` Int64 `json:$.n`\n");
        try (EmbeddedStack stack = keepingFree(project, "1MB")) {
            assertThat(send(stack).statusCode()).isEqualTo(200);
        }
        try (EmbeddedStack stack = keepingFree(project, "1000000GB")) {
            HttpResponse<String> refused = send(stack);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(refused.body()).contains("\"code\":\"DISK_FULL\"").contains("MB left");
            assertThat(count(stack)).isEqualTo("1");
        }
        try (EmbeddedStack stack = keepingFree(project, "1MB")) {
            assertThat(send(stack).statusCode()).isEqualTo(200);
            assertThat(count(stack)).isEqualTo("2");
        }
    }

    private static EmbeddedStack keepingFree(Path project, String size) throws IOException {
        Files.writeString(project.resolve("pipit.yaml"), "intake:\n  min-free-disk: " + size + "\n");
        return LocalStack.start(project, Map.of());
    }

    private HttpResponse<String> send(EmbeddedStack stack) throws Exception {
        return http.send(
                request(stack, "/v0/events?name=ticks&wait=true")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"n\":1}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String count(EmbeddedStack stack) throws Exception {
        HttpRequest question =
                request(stack, "/v0/sql?q=SELECT%20count()%20FROM%20ticks").build();
        return http.send(question, HttpResponse.BodyHandlers.ofString()).body().strip();
    }

    private static HttpRequest.Builder request(EmbeddedStack stack, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + stack.port() + path));
    }
}
