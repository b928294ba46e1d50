package io.pipit.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.ApiClient;
import io.pipit.cli.client.CopyClient;
import io.pipit.cli.client.Json;
import io.pipit.cli.client.QuarantineClient;
import io.pipit.core.project.Plan;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that did not fit are sent once more after a fix, and dropped. */
class QuarantineIT {
    @TempDir
    private Path folder;

    private ApiClient api;

    @Test
    void rowsAreSentOnceMoreAfterAFixAndCountedOnce() throws Exception {
        source("UInt32");
        try (EmbeddedStack stack = open()) {
            api = new ApiClient(URI.create("http://127.0.0.1:" + stack.port()));
            api.post(
                    "/v0/events?name=readings&wait=true",
                    "{\"id\": 1, \"city\": \"Oslo\"}\n{\"id\": \"x2\", \"city\": \"Rome\"}\n{\"id\": \n");
            QuarantineClient quarantine = new QuarantineClient(api);
            assertThat(quarantine.sources()).contains("readings");
            assertThat(quarantine.reasons("readings").toString()).contains("x2");
            assertThat(quarantine.newest("readings", "", 5)).hasSize(2);
            replayed(quarantine, "", 0, 1);
            counted(1, 2);

            source("String");
            assertThat(stack.load(plan())).isTrue();
            replayed(quarantine, "", 1, 0);
            counted(2, 1);
            replayed(quarantine, QuarantineClient.condition("no such reason"), 0, 0);
            replayed(quarantine, "", 0, 0);
            counted(2, 1);

            JsonNode dropped = new CopyClient(api).await(quarantine.tell("readings", "drop", ""));
            assertThat(dropped.path("rows_affected").asInt())
                    .as(dropped.toString())
                    .isEqualTo(1);
            counted(2, 0);
        }
    }

    private void replayed(QuarantineClient quarantine, String condition, int fitting, int others) {
        JsonNode job = new CopyClient(api).await(quarantine.tell("readings", "replay", condition));
        assertThat(job.path("status").asText()).as(job.toString()).isEqualTo("done");
        assertThat(job.path("successful_rows").asInt()).as(job.toString()).isEqualTo(fitting);
        assertThat(job.path("quarantined_rows").asInt()).as(job.toString()).isEqualTo(others);
    }

    private void counted(int rows, int quarantined) {
        String wanted = rows + "," + quarantined;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        String seen = seen();
        while (!seen.equals(wanted) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            seen = seen();
        }
        assertThat(seen).isEqualTo(wanted);
    }

    private String seen() {
        return count("readings") + "," + count("readings_quarantine");
    }

    private String count(String table) {
        return Json.tree(api.post("/v0/sql", "SELECT count() AS n FROM " + table + " FORMAT JSON")
                        .body())
                .path("data")
                .path(0)
                .path("n")
                .asText();
    }

    private void source(String type) throws IOException {
        Files.writeString(
                folder.resolve("readings.datasource"),
                "SCHEMA >\n    `id` " + type + " `json:$.id`,\n    `city` String `json:$.city`\n\n"
                        + "ENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"id\"\n");
    }

    private Plan plan() {
        return new ProjectCompile().plan(new ProjectFolder(folder).read());
    }

    private EmbeddedStack open() {
        return LocalStack.start(folder, Map.of("speed.commit-interval", "1s"));
    }
}
