package io.pipit.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.function.Consumer;

/** Asks for deployments and follows them. */
public final class DeploymentClient {
    private static final Set<String> MOVING = Set.of("creating", "promoting");

    private final ApiClient client;

    /** Through this client. */
    public DeploymentClient(ApiClient client) {
        this.client = client;
    }

    /** The newest, newest first. */
    public JsonNode list() {
        return Json.tree(client.get("/v1/deployments").body()).path("deployments");
    }

    /** One of them. */
    public JsonNode find(String id) {
        return Json.tree(client.get("/v1/deployments/" + UrlPart.of(id)).body()).path("deployment");
    }

    /** Promotes; {@code staged} stands for the id of the one that is staged. */
    public JsonNode promote(String id) {
        return begun(client.post("/v1/deployments/" + UrlPart.of(id) + "/set-live", "")
                .body());
    }

    /** Discards; {@code open} stands for the id of the one that is on its way. */
    public JsonNode discard(String id) {
        return begun(client.delete("/v1/deployments/" + UrlPart.of(id)).body());
    }

    /** Brings a former version back; the empty text for the last one. */
    public JsonNode rollback(String to) {
        String query = to.isEmpty() ? "" : "?to=" + UrlPart.of(to);
        return begun(client.post("/v1/deployments/rollback" + query, "").body());
    }

    /** The deployment when nothing moves any more; {@code progress} sees it whenever it was asked for. */
    public JsonNode await(JsonNode deployment, Consumer<JsonNode> progress) {
        return new Poll("a deployment", now -> find(now.path("id").asText()))
                .until(status -> !MOVING.contains(status), deployment, progress);
    }

    private static JsonNode begun(String body) {
        return Json.tree(body).path("deployment");
    }
}
