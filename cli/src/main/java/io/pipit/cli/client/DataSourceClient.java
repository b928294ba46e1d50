package io.pipit.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Changes the rows of data sources. */
public final class DataSourceClient {
    private static final List<String> FORMATS = List.of("ndjson", "csv", "parquet");
    private static final int TRIES = 5;

    private final ApiClient client;

    /** Through this client. */
    public DataSourceClient(ApiClient client) {
        this.client = client;
    }

    /** Refuses a data source to which no file of this name could be appended. */
    public void check(String name, Path file) {
        format(file);
        client.post("/v0/datasources?mode=append&check=true&name=" + UrlPart.of(name), "");
    }

    /** Appends the rows of a file, whose name says its format. */
    public JsonNode append(String name, Path file) {
        return send("append", name, file, "");
    }

    /**
     * Puts the rows of a file in the place of others.
     *
     * @param condition which rows go; the empty text for all
     */
    public JsonNode replace(String name, Path file, String condition) {
        return send("replace", name, file, condition(condition));
    }

    /** The job that fetches a file and appends its rows, or puts them in the place of others. */
    public JsonNode fetch(String mode, String name, String url, String condition) {
        return Json.tree(client.post(
                        "/v0/datasources?mode=" + mode + "&name=" + UrlPart.of(name) + "&url=" + UrlPart.of(url)
                                + condition(condition),
                        "")
                .body());
    }

    private static String condition(String condition) {
        return condition.isBlank() ? "" : "&replace_condition=" + UrlPart.of(condition);
    }

    private JsonNode send(String mode, String name, Path file, String more) {
        if (!Files.isRegularFile(file)) {
            throw new PipitException(ErrorCode.INVALID_ARGUMENT, "There is no file '" + file + "'.");
        }
        String path = "/v0/datasources?mode=" + mode + "&name=" + UrlPart.of(name) + "&format=" + format(file) + more;
        // The key makes it harmless to send the file again when the answer was lost.
        String key = UUID.randomUUID().toString();
        String coding = lower(file).endsWith(".gz") ? "gzip" : "identity";
        for (int attempt = 1; ; attempt++) {
            try {
                return Json.tree(client.postFile(path, file, coding, key).body());
            } catch (PipitException e) {
                if (!e.code().retryable() || attempt == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** The job that deletes the rows for which a condition is true; {@code more} are further members, from {@code &} on. */
    public JsonNode delete(String name, String condition, String more) {
        return Json.tree(client.postForm(deletion(name), "delete_condition=" + UrlPart.of(condition) + more)
                .body());
    }

    /** How many rows that would be. */
    public long count(String name, String condition) {
        return Json.tree(client.postForm(deletion(name), "dry_run=true&delete_condition=" + UrlPart.of(condition))
                        .body())
                .path("rows_to_be_deleted")
                .asLong();
    }

    /** Deletes all rows; {@code more} are parameters. */
    public JsonNode truncate(String name, String more) {
        return Json.tree(client.post("/v0/datasources/" + UrlPart.of(name) + "/truncate?" + more, "")
                .body());
    }

    /** The commits of a data source, newest first. */
    public JsonNode history(String name) {
        return Json.tree(
                client.get("/v0/datasources/" + UrlPart.of(name) + "/history").body());
    }

    /** The job that brings the rows of an older snapshot back; {@code more} are further parameters, from {@code &} on. */
    public JsonNode rollback(String name, String to, String more) {
        String path = "/v0/datasources/" + UrlPart.of(name) + "/rollback?to=" + UrlPart.of(to) + more;
        return Json.tree(client.post(path, "").body());
    }

    private static String deletion(String name) {
        return "/v0/datasources/" + UrlPart.of(name) + "/delete";
    }

    private static String format(Path file) {
        String name = lower(file).endsWith(".gz") ? lower(file).replaceAll("\\.gz$", "") : lower(file);
        return FORMATS.stream()
                .filter(format -> name.endsWith("." + format))
                .findFirst()
                .orElseThrow(() -> new PipitException(
                        ErrorCode.INVALID_ARGUMENT,
                        "The name of '" + file + "' does not say what it is: .ndjson, .csv or .parquet is expected,"
                                + " .ndjson and .csv also with .gz."));
    }

    private static String lower(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT);
    }
}
