package io.pipit.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/** Starts copies and follows their jobs. */
public final class CopyClient {
    private static final Set<String> ENDED = Set.of("done", "error", "cancelled");

    private final ApiClient client;

    /** Through this client. */
    public CopyClient(ApiClient client) {
        this.client = client;
    }

    /** The job of a new run. */
    public JsonNode start(String pipe, Map<String, String> query) {
        String path = "/v0/pipes/" + UrlPart.of(pipe) + "/copy" + text(query);
        JsonNode answer = Json.tree(client.post(path, "").body());
        return answer.has("job") ? answer.path("job") : answer;
    }

    /** How a run would be done now. */
    public JsonNode plan(String pipe, Map<String, String> query) {
        return Json.tree(client.get("/v0/pipes/" + UrlPart.of(pipe) + "/copy/plan" + text(query))
                .body());
    }

    private static String text(Map<String, String> query) {
        String parameters = query.entrySet().stream()
                .map(e -> UrlPart.of(e.getKey()) + "=" + UrlPart.of(e.getValue()))
                .collect(Collectors.joining("&"));
        return parameters.isEmpty() ? "" : "?" + parameters;
    }

    /** All copy pipes. */
    public JsonNode list() {
        return Json.tree(client.get("/v0/copies").body());
    }

    /** The newest runs of a copy, or of all for the empty text. */
    public JsonNode history(String pipe) {
        String filter = pipe.isEmpty() ? "" : "&pipe_name=" + UrlPart.of(pipe);
        return Json.tree(client.get("/v0/jobs?kind=copy" + filter).body());
    }

    /** Lets a schedule rest. */
    public JsonNode pause(String pipe) {
        return post(pipe, "pause");
    }

    /** Lets a schedule fire again. */
    public JsonNode resume(String pipe) {
        return post(pipe, "resume");
    }

    /** Ends the runs of a copy. */
    public JsonNode cancel(String pipe) {
        return post(pipe, "cancel");
    }

    private JsonNode post(String pipe, String what) {
        return Json.tree(client.post("/v0/pipes/" + UrlPart.of(pipe) + "/copy/" + what, "")
                .body());
    }

    /** The job when it has ended, well or not. */
    public JsonNode await(JsonNode job) {
        return await(job, percent -> {});
    }

    /**
     * The same.
     *
     * @param percent is told how far it is, again and again
     */
    public JsonNode await(JsonNode job, IntConsumer percent) {
        return new Poll(
                        "the copy",
                        now -> Json.tree(client.get(
                                        "/v0/jobs/" + UrlPart.of(job.path("id").asText()) + "?" + Poll.WITHIN)
                                .body()))
                .until(
                        ENDED::contains,
                        job,
                        now -> percent.accept(now.path("progress_percentage").asInt()));
    }
}
