package io.pipit.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

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

    /** The newest runs, newest first. */
    public JsonNode history(String name) {
        return Json.tree(client.get(path(name) + "history").body()).path("runs");
    }

    private static String path(String name) {
        return "/v0/schedules/"
                + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20") + "/";
    }
}
