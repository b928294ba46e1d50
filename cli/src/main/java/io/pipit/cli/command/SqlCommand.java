package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.ApiClient;
import io.pipit.cli.client.Json;
import io.pipit.cli.client.TextTable;
import io.pipit.cli.client.UrlPart;
import io.pipit.cli.local.LocalQuery;
import io.pipit.core.error.Counted;
import io.pipit.core.error.NearestName;
import io.pipit.serving.format.OutputFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pipit sql}. */
@Command(
        name = "sql",
        description = {
            "Asks the running stack: a query over the merged tables and the pipes of its project.",
            "With --local no stack is needed: a query over literals, numbers() and files."
        },
        footer = {
            "",
            "Examples:",
            "  pipit sql \"SELECT count() FROM analytics_events\"",
            "  pipit sql \"SELECT action, count() AS c FROM analytics_events GROUP BY action\" --format CSV",
            "  pipit sql \"SELECT count() FROM orders AS OF '2026-05-21 10:00:00'\"",
            "  pipit sql --host localhost:7200 --json \"SELECT 1 AS one\"",
            "  pipit sql --local \"SELECT toStartOfHour(now()) AS hour, range(3) AS numbers\"",
            "  pipit sql --local \"SELECT count() FROM file('events.ndjson')\"",
            "  echo \"SELECT 1; SELECT 2\" | pipit sql --local -",
            "",
            "CSV has no header line; CSVWithNames has one."
        })
final class SqlCommand extends BaseCommand {
    private static final String PRETTY = "Pretty";
    private static final Pattern OWN_FORMAT =
            Pattern.compile("\\bFORMAT\\s+(\\w+)\\s*;?\\s*$", Pattern.CASE_INSENSITIVE);
    private static final int MAX_PRETTY_ROWS = 1_000;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "SQL",
            description = "One SELECT; a text that starts with %% is a template; - reads it from standard input.")
    private String sql;

    @Option(names = "--local", description = "Answer in this process, without a running stack.")
    private boolean local;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Pretty (default), JSON, JSONEachRow, CSV, CSVWithNames and others that the dialect names.")
    private String format;

    @Option(
            names = {"--rows-limit", "--rows_limit"},
            paramLabel = "N",
            description = "How many rows to show of an answer that is printed as a table (default: 1000).")
    private int rowsLimit = MAX_PRETTY_ROWS;

    @Option(names = "--pipeline", paramLabel = "PIPE", description = "The pipe that _ stands for in the query.")
    private String pipeline;

    @Option(names = "--stats", description = "Say how many rows and bytes were read, too.")
    private boolean stats;

    @Option(
            names = "--as-of",
            paramLabel = "WHEN",
            description =
                    "As the lake was at a time in UTC, or in a snapshot; the same as AS OF at the end of the query.")
    private String asOf;

    @Override
    public Integer call() {
        String text = withoutSemicolon(sql.equals("-") ? standardInput() : sql);
        if (local) {
            return askLocally(text);
        }
        ApiClient client = target().api();
        Matcher own = OWN_FORMAT.matcher(text);
        if (format == null && own.find()) {
            refuseFiles(own.group(1));
            print(client.post(address(), text).body());
            return 0;
        }
        String wanted = format();
        boolean pretty = wanted.equals(PRETTY);
        String body = client.post(address(), text + "\nFORMAT " + (pretty ? "JSON" : wanted))
                .body();
        print(pretty ? pretty(Json.tree(body)) : body);
        return 0;
    }

    private int askLocally(String text) {
        OutputFormat wanted = OutputFormat.named(format());
        try (LocalQuery query = new LocalQuery()) {
            query.askAll(text, wanted, answer -> print(new String(answer, StandardCharsets.UTF_8)));
        }
        return 0;
    }

    private static String standardInput() {
        try {
            return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String format() {
        if (format == null) {
            return output().json() ? "JSON" : output().csv() ? "CSVWithNames" : PRETTY;
        }
        refuseFiles(format);
        return OutputFormat.names().stream()
                .filter(known -> known.equalsIgnoreCase(format))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "unknown format '" + format + "'." + NearestName.hint(format, OutputFormat.names()) + " Known: "
                                + String.join(", ", OutputFormat.names()) + "."));
    }

    private void refuseFiles(String name) {
        if (OutputFormat.PARQUET.name().equalsIgnoreCase(name)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Parquet is a file, which is not printed. Fetch it over HTTP: curl -o answer.parquet -H 'Content-Type:"
                            + " text/plain' -d 'SELECT … FORMAT Parquet' http://localhost:7181/v0/sql");
        }
    }

    private String address() {
        String path = "/v0/sql";
        path += pipeline == null ? "" : "?pipeline=" + UrlPart.of(pipeline);
        return asOf == null ? path : path + (pipeline == null ? "?" : "&") + "as_of=" + UrlPart.of(asOf);
    }

    private String pretty(JsonNode answer) {
        long rows = answer.path("rows").asLong();
        String count = Counted.of(rows, "row");
        String cut = rows > rowsLimit ? ", the first " + rowsLimit + " shown" : "";
        JsonNode read = answer.path("statistics");
        String cost = stats
                ? ", read " + Counted.of(read.path("rows_read").asLong(), "row") + " and "
                        + Counted.of(read.path("bytes_read").asLong(), "byte")
                : "";
        double millis = answer.path("statistics").path("elapsed").asDouble() * 1000;
        return new TextTable(answer, rowsLimit).render("")
                + String.format(Locale.ROOT, "%n%s%s (%.1f ms)%s%n", count, cut, millis, cost);
    }

    private void print(String body) {
        out().print(body);
        if (!body.isEmpty() && !body.endsWith("\n")) {
            out().println();
        }
        out().flush();
    }

    private static String withoutSemicolon(String text) {
        String stripped = text.strip();
        return stripped.endsWith(";") ? stripped.substring(0, stripped.length() - 1) : stripped;
    }
}
