package io.pipit.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Consumer;

/** Starts maintenance and follows its runs. */
public final class MaintenanceClient {
    private static final Set<String> ENDED = Set.of("done", "error");
    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    private final ApiClient client;

    /** Through this client. */
    public MaintenanceClient(ApiClient client) {
        this.client = client;
    }

    /** A new run of a task; the empty text for all tables. */
    public JsonNode start(String task, String table) {
        String query = table.isEmpty() ? "" : "?table=" + encode(table);
        return Json.tree(
                client.post("/v0/maintenance/" + encode(task) + query, "").body());
    }

    /** Schedules and newest runs. */
    public JsonNode list() {
        return Json.tree(client.get("/v0/maintenance").body());
    }

    /** The run when it has ended, well or not; {@code progress} sees it whenever it was asked for. */
    public JsonNode await(JsonNode run, Consumer<JsonNode> progress) {
        JsonNode now = run;
        long pause = 50;
        while (!ENDED.contains(now.path("status").asText())) {
            progress.accept(now);
            pause(pause);
            pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
            now = Json.tree(
                    client.get("/v0/maintenance/runs/" + encode(now.path("id").asText()))
                            .body());
        }
        return now;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipitException(ErrorCode.SERVER_UNREACHABLE, "Interrupted while waiting for maintenance.", e);
        }
    }
}
