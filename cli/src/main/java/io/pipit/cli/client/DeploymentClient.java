package io.pipit.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.core.error.PipitException;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** Asks for deployments and follows them. */
public final class DeploymentClient {
    private static final Set<String> MOVING = Set.of("creating", "promoting");

    private final ApiClient client;
    private final Insistence insistence;

    /** Through this client, without patience while nobody leads. */
    public DeploymentClient(ApiClient client) {
        this(client, new Insistence(Duration.ZERO, line -> {}));
    }

    /** Through this client, with patience while nobody leads. */
    public DeploymentClient(ApiClient client, Insistence insistence) {
        this.client = client;
        this.insistence = insistence;
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

    /** Brings a former version back, once, also where who does it dies meanwhile; the empty text for the last one. */
    public JsonNode rollback(String to) {
        String query = to.isEmpty() ? "" : "?to=" + UrlPart.of(to);
        String key = UUID.randomUUID().toString();
        return insistence.begun(() ->
                begun(client.postKeyed("/v1/deployments/rollback" + query, key).body()));
    }

    /**
     * The deployment when nothing moves any more, whoever leads then; {@code progress} sees it whenever it was asked for.
     *
     * @throws PipitException that nobody could say it for long, with what holds
     */
    public JsonNode await(JsonNode deployment, Consumer<JsonNode> progress) {
        return new Poll("a deployment", this::again).until(status -> !MOVING.contains(status), deployment, progress);
    }

    private JsonNode again(JsonNode now) {
        String id = now.path("id").asText();
        try {
            return insistence.answer(() -> Json.tree(client.get("/v1/deployments/" + UrlPart.of(id) + "?" + Poll.WITHIN)
                            .body())
                    .path("deployment"));
        } catch (PipitException e) {
            if (!insistence.passes(e)) {
                throw e;
            }
            throw new PipitException(
                    e.code(),
                    "What became of deployment " + id + " is not known (" + e.getMessage() + "). It was '"
                            + now.path("status").asText()
                            + "' when it was last seen. Nothing stays half done: whoever leads next"
                            + " completes it where its tables had begun to change places, and discards it where it was still being"
                            + " filled; the version that was live answers until then. 'pipit deployment show " + id
                            + "' says what became of it, also at another process (--host).",
                    e);
        }
    }

    private static JsonNode begun(String body) {
        return Json.tree(body).path("deployment");
    }
}
