package io.pipit.cli.command;

import io.pipit.cli.client.Json;
import io.pipit.cli.client.TextTable;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit pipe data} and {@code pipit endpoint data}. */
@Command(
        name = "data",
        description = "Shows what a pipe answers.",
        footer = {
            "",
            "Examples:",
            "  pipit endpoint data top_pages --param limit=5",
            "  pipit endpoint data top_pages --query 'SELECT count() FROM _' --format csv"
        })
final class PipeDataCommand extends BaseCommand {
    private static final int MOST_ROWS = 1_000;

    @Parameters(paramLabel = "NAME", description = "Name of the pipe.")
    private String name;

    @Option(names = "--param", paramLabel = "KEY=VALUE", description = "A parameter of its template; repeatable.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--query", paramLabel = "SQL", description = "A query over the answer, which is called _ in it.")
    private String query;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "json, ndjson, csv or csvwithnames (default: a table).")
    private String format;

    @Override
    public Integer call() {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        if (query != null) {
            all.put("q", query);
        }
        String wanted = format != null ? format.toLowerCase(Locale.ROOT) : output().csv() ? "csv" : "json";
        String body = target().api().get(EndpointAddress.of(name, wanted, all)).body();
        boolean table = format == null && !output().json() && !output().csv();
        out().print(table ? new TextTable(Json.tree(body), MOST_ROWS).render("") : body);
        out().print(body.endsWith("\n") || table ? "" : "\n");
        return 0;
    }
}
