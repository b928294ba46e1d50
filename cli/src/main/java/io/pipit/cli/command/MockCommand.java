package io.pipit.cli.command;

import io.pipit.cli.scaffold.MockRows;
import io.pipit.core.error.Counted;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit mock}. */
@Command(
        name = "mock",
        description = {
            "Writes made-up events that fit a data source into fixtures/NAME.ndjson, replacing what is there.",
            "The same seed gives the same rows."
        },
        footer = {"", "Examples:", "  pipit mock events", "  pipit mock events --rows 1000 --seed 7"})
final class MockCommand extends BaseCommand {
    @Parameters(paramLabel = "NAME", description = "Name of the data source.")
    private String name;

    @Option(names = "--rows", paramLabel = "N", defaultValue = "20", description = "How many rows (default: 20).")
    private int rows;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            defaultValue = "1",
            description = "Other seeds give other rows (default: 1).")
    private long seed;

    @Override
    public Integer call() {
        String dataSource = name.replaceFirst("^.*/", "").replaceFirst("\\.datasource$", "");
        out().println("made " + new MockRows(target().project()).write(dataSource, Math.max(0, rows), seed) + ", "
                + Counted.of(rows, "row"));
        return 0;
    }
}
