package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipit.cli.client.ReconcileClient;
import io.pipit.core.error.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a run found and did, for people and for scripts. */
final class ReconcileReport {
    private static final Map<String, String> KINDS = new java.util.TreeMap<>(Map.of(
            "missing", "missing",
            "extra", "not in the database",
            "duplicated", "shown more than once",
            "differing", "with other contents",
            "unfit", "that do not fit"));
    private static final List<String> ORDER = List.of("missing", "extra", "duplicated", "differing", "unfit");
    private static final String VIEWS = "views";
    private static final long ALL = 10_000_000;

    private final ReconcileClient client;
    private final JsonNode run;

    ReconcileReport(ReconcileClient client, JsonNode run) {
        this.client = client;
        this.run = run;
    }

    /** The run with all ids, as one object. */
    String json() {
        ObjectNode object = run.deepCopy();
        for (String kind : ORDER) {
            ArrayNode ids = object.putArray(kind + "_ids");
            if (run.path(kind).asLong() > 0) {
                client.ids(run, kind, ALL).forEach(ids::add);
            }
        }
        client.ids(run, VIEWS, ALL).forEach(object.putArray("view_lines")::add);
        return object.toString();
    }

    /** A few lines, with the first ids of each kind. */
    String text(int listed) {
        List<String> lines = new ArrayList<>();
        lines.add(first());
        if (number("pending") > 0) {
            lines.add(count("pending") + " pending: from "
                    + run.path("pending_from").asText() + " on, too young to be called missing");
        }
        if (number("put_in") + number("arrived") + number("gone") > 0) {
            lines.add(count("put_in") + " put in"
                    + (number("arrived") > 0 ? ", " + count("arrived") + " had arrived meanwhile" : "")
                    + (number("gone") > 0 ? ", " + count("gone") + " are gone from the database" : ""));
        }
        for (String kind : ORDER) {
            if (number(kind) > 0 && listed > 0) {
                list(kind, listed, lines);
            }
        }
        if (run.path("compares_views").asBoolean()) {
            lines.add("Views: " + count(VIEWS) + " compared, "
                    + Counted.grouped(number("view_rows"), "row differs", "rows differ"));
            client.ids(run, VIEWS, ALL).forEach(line -> lines.add("  " + line));
        }
        if (!run.path("not_compared").isEmpty()) {
            List<String> columns = new ArrayList<>();
            run.path("not_compared").forEach(c -> columns.add(c.asText()));
            lines.add("Contents not compared: " + String.join(", ", columns));
        }
        return String.join(System.lineSeparator(), lines);
    }

    private String first() {
        String seconds =
                String.format(Locale.ROOT, "%.1f s", run.path("duration_millis").asLong() / 1000.0);
        if (run.path("kind").asText().equals("backfill")) {
            return "backfill " + run.path("name").asText() + ": " + Counted.grouped(number("compared"), "row")
                    + " read in " + seconds;
        }
        StringBuilder line = new StringBuilder(
                "reconcile " + run.path("name").asText() + ": " + Counted.grouped(number("compared"), "row")
                        + " compared in " + seconds + ", " + count("missing") + " missing");
        if (run.path("both_ways").asBoolean()) {
            line.append(", ").append(count("extra")).append(" not in the database, ");
            line.append(count("duplicated")).append(" shown more than once, ");
            line.append(count("differing")).append(" with other contents");
        }
        return line.toString();
    }

    private void list(String kind, int listed, List<String> lines) {
        lines.add("Rows " + KINDS.get(kind) + ":");
        client.ids(run, kind, listed).forEach(id -> lines.add("  " + id));
        if (number(kind) > listed) {
            lines.add(
                    "  … and " + String.format(Locale.ROOT, "%,d", number(kind) - listed) + " more; --json lists all");
        }
    }

    private long number(String name) {
        return run.path(name).asLong();
    }

    private String count(String name) {
        return String.format(Locale.ROOT, "%,d", number(name));
    }
}
