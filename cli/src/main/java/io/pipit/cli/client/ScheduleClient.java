package io.pipit.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.Collectors;

/** Looks at schedules and changes them. */
public final class ScheduleClient {
    private final ApiClient client;

    /** Through this client. */
    public ScheduleClient(ApiClient client) {
        this.client = client;
    }

    /** All schedules, each with so many firings. */
    public JsonNode list(int firings) {
        return Json.tree(client.get("/v0/schedules?count=" + firings).body()).path("schedules");
    }

    /** {@code run}, {@code pause} or {@code resume}. */
    public JsonNode tell(String name, String what) {
        return Json.tree(client.post(path(name) + what, "").body());
    }

    /** Does the firings of times that have passed, by the parameters {@code at}, or {@code from} and {@code to}. */
    public JsonNode again(String name, Map<String, String> times) {
        String query = times.entrySet().stream()
                .map(e -> e.getKey() + "=" + UrlPart.of(e.getValue()))
                .collect(Collectors.joining("&"));
        return Json.tree(client.post(path(name) + "run?" + query, "").body());
    }

    /** The newest runs and firings, newest first. */
    public JsonNode history(String name) {
        return Json.tree(client.get(path(name) + "history").body());
    }

    private static String path(String name) {
        return "/v0/schedules/" + UrlPart.of(name) + "/";
    }
}
