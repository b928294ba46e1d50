package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.DataSourceClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pipit datasource truncate}. */
@Command(
        name = "truncate",
        description = "Deletes all rows that are there now. Rows that arrive later stay.",
        footer = {"", "Example:", "  pipit datasource truncate orders --yes"})
final class DataSourceTruncateCommand extends BaseCommand {
    @Spec
    private CommandSpec own;

    @Parameters(paramLabel = "NAME", description = "Name of the data source.")
    private String name;

    @Option(
            names = "--cascade",
            description = "Let the views of the data source follow: what is touched is made anew from what is left.")
    private boolean cascade;

    @Option(
            names = {"-y", "--yes"},
            description = "Needed: this cannot be undone.")
    private boolean yes;

    @Override
    public Integer call() {
        if (!yes) {
            throw new ParameterException(
                    own.commandLine(), "All rows of '" + name + "' would go, for good. Say --yes if you mean it.");
        }
        JsonNode done = new DataSourceClient(target().api()).truncate(name, cascade ? "cascade=true" : "");
        out().println(output().json() ? done.toString() : FileSource.deleted(done, name));
        return 0;
    }
}
