package io.pipit.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.function.Consumer;

/** Starts maintenance and follows its runs. */
public final class MaintenanceClient {
    private static final Set<String> ENDED = Set.of("done", "error", "cancelled");

    private final ApiClient client;

    /** Through this client. */
    public MaintenanceClient(ApiClient client) {
        this.client = client;
    }

    /** A new run of a task; the empty text for all tables. */
    public JsonNode start(String task, String table) {
        String query = table.isEmpty() ? "" : "?table=" + UrlPart.of(table);
        return Json.tree(
                client.post("/v0/maintenance/" + UrlPart.of(task) + query, "").body());
    }

    /** Schedules and newest runs. */
    public JsonNode list() {
        return Json.tree(client.get("/v0/maintenance").body());
    }

    /** The run when it has ended, well or not; {@code progress} sees it whenever it was asked for. */
    public JsonNode await(JsonNode run, Consumer<JsonNode> progress) {
        return new Poll(
                        "maintenance",
                        now -> Json.tree(client.get("/v0/maintenance/runs/"
                                        + UrlPart.of(now.path("id").asText()))
                                .body()))
                .until(ENDED::contains, run, progress);
    }
}
