package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.ApiClient;
import io.pipit.cli.client.DataSourceClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pipit datasource replace}. */
@Command(
        name = "replace",
        description = "Puts the rows of a file in the place of all rows, or of those for which a condition is true.",
        footer = {
            "",
            "Examples:",
            "  pipit datasource replace prices --file prices.csv",
            "  pipit datasource replace orders --file may.parquet --sql-condition \"toYYYYMM(day) = 202605\"",
            "",
            "All or nothing, in one step for readers. Rows that arrive after it began stay. With a "
                    + "condition, rows of the file for which it is not true are left out."
        })
final class DataSourceReplaceCommand extends BaseCommand {
    @Spec
    private CommandSpec own;

    @Parameters(index = "0", paramLabel = "NAME", description = "Name of the data source.")
    private String name;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "SOURCE",
            description = "File or address, without its option.")
    private String given;

    @Mixin
    private FileSource source;

    @Option(
            names = "--sql-condition",
            defaultValue = "",
            paramLabel = "SQL",
            description = "Which rows are replaced (default: all).")
    private String condition;

    @Option(
            names = {"-y", "--yes"},
            description = "Accepted for scripts; nothing is asked.")
    private boolean yes;

    @Override
    public Integer call() {
        ApiClient api = target().api();
        DataSourceClient client = new DataSourceClient(api);
        String url = source.url(own, given);
        JsonNode answer = url.isEmpty()
                ? client.replace(name, source.file(given), condition)
                : source.awaited(api, client.fetch("replace", name, url, condition));
        out().println(output().json() ? answer.toString() : FileSource.said(answer, name, "now in"));
        return 0;
    }
}
