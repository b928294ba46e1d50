package io.pipit.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Looks at quarantined rows, and changes them. */
public final class QuarantineClient {
    private final ApiClient client;

    /** Through this client. */
    public QuarantineClient(ApiClient client) {
        this.client = client;
    }

    /** Names of the data sources that have a quarantine. */
    public List<String> sources() {
        List<String> names = new ArrayList<>();
        List<String> all = new ArrayList<>();
        Json.tree(client.get("/v0/datasources").body())
                .path("datasources")
                .forEach(source -> all.add(source.path("name").asText()));
        all.stream().filter(name -> all.contains(name + "_quarantine")).forEach(names::add);
        return names;
    }

    /** The reasons of a data source, most frequent first: column, reason, rows, the newest and one of them. */
    public JsonNode reasons(String source) {
        return rows("SELECT c__error_column AS columns, c__error AS reasons, count() AS rows,"
                + " max(insertion_date) AS newest, any(c__raw) AS sample FROM " + source + "_quarantine"
                + " GROUP BY columns, reasons ORDER BY rows DESC, toString(reasons)");
    }

    /** The newest rows of a data source, newest first. */
    public JsonNode newest(String source, String condition, int limit) {
        return rows("SELECT insertion_date, c__error_column, c__error, c__raw FROM " + source + "_quarantine"
                + (condition.isEmpty() ? "" : " WHERE " + condition)
                + " ORDER BY insertion_date DESC, c__raw LIMIT " + limit);
    }

    /** The job that does {@code replay} or {@code drop} to the rows for which a condition is true. */
    public JsonNode tell(String source, String what, String condition) {
        return Json.tree(client.postForm(
                        "/v0/datasources/" + UrlPart.of(source) + "/quarantine/" + what,
                        "condition=" + UrlPart.of(condition))
                .body());
    }

    /** The condition that a reason makes; the empty text for all. */
    public static String condition(String reason) {
        return reason.isEmpty()
                ? ""
                : "arrayExists(x -> positionCaseInsensitive(x, '"
                        + reason.replace("\\", "\\\\").replace("'", "\\'") + "') > 0, c__error)";
    }

    private JsonNode rows(String sql) {
        return Json.tree(client.post("/v0/sql", sql + " FORMAT JSON").body()).path("data");
    }
}
