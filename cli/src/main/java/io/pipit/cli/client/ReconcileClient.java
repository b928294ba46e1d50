package io.pipit.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Starts reconciliations and follows them. */
public final class ReconcileClient {
    private static final Set<String> ENDED = Set.of("done", "error", "cancelled");

    private final ApiClient client;

    /** Through this client. */
    public ReconcileClient(ApiClient client) {
        this.client = client;
    }

    /** A new run: of what ({@code reconcile} or {@code backfill}), by which definition. */
    public JsonNode start(String what, String name, Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(e -> e.getKey() + "=" + UrlPart.of(e.getValue()))
                .collect(Collectors.joining("&"));
        return Json.tree(client.post("/v0/" + what + "/" + UrlPart.of(name) + "?" + query, "")
                .body());
    }

    /** A new run that deletes rows by their ids, puts them in, or both. */
    public JsonNode cleanUp(String name, List<String> ids, boolean delete, boolean reingest, boolean cascade) {
        return Json.tree(client.post(
                        "/v0/cleanup/" + UrlPart.of(name) + "?delete=" + delete + "&reingest=" + reingest + "&cascade="
                                + cascade,
                        Json.text(ids))
                .body());
    }

    /** The definitions and the newest runs. */
    public JsonNode list() {
        return Json.tree(client.get("/v0/reconcile").body());
    }

    /** The run when it has ended, well or not; {@code progress} sees it whenever it was asked for. */
    public JsonNode await(JsonNode run, Consumer<JsonNode> progress) {
        return new Poll(
                        "the reconciliation",
                        now -> Json.tree(client.get(path(run)).body()))
                .until(ENDED::contains, run, progress);
    }

    /**
     * The ids of a kind that a run found.
     *
     * @param most no more than that
     */
    public List<String> ids(JsonNode run, String kind, long most) {
        List<String> ids = new ArrayList<>();
        for (int list = 0; ids.size() < most; list++) {
            JsonNode some = Json.tree(client.get(path(run) + "/ids?kind=" + kind + "&list=" + list)
                            .body())
                    .path("ids");
            if (some.isEmpty()) {
                break;
            }
            some.forEach(id -> ids.add(id.asText()));
        }
        return ids.size() > most ? ids.subList(0, Math.toIntExact(most)) : ids;
    }

    private static String path(JsonNode run) {
        return "/v0/reconcile/runs/" + UrlPart.of(run.path("id").asText());
    }
}
