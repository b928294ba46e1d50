package io.pipit.cli.command;

import io.pipit.cli.scaffold.DataSourceDraft;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pipit datasource create}. */
@Command(
        name = "create",
        description =
                "Writes a data source that fits a sample: types, JSON paths and what may be absent are found in it.",
        footer = {
            "",
            "Examples:",
            "  pipit datasource create --file orders.ndjson",
            "  pipit datasource create --url https://example.com/orders.csv --name orders"
        })
final class DatasourceCreateCommand extends BaseCommand {
    @Spec
    private CommandSpec spec;

    @Mixin
    private SampleOptions sample;

    @Override
    public Integer call() {
        String from = sample.sample()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "name a sample of the data with --file FILE or --url URL."));
        out().println("made " + DataSourceDraft.of(from, sample.name()).write(target().project()));
        return 0;
    }
}
