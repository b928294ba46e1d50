package io.pipit.cli.command;

import io.pipit.cli.testing.TestCreate;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit test create}. */
@Command(
        name = "create",
        description = {
            "Writes tests for an endpoint: one without parameters and one for each parameter, with what it answers now.",
            "Tests that are there already stay as they are."
        },
        footer = {"", "Example:", "  pipit test create top_pages"})
final class TestCreateCommand extends BaseCommand {
    @Parameters(paramLabel = "PIPE", description = "Name or file of the endpoint.")
    private String pipe;

    @Option(
            names = "--now",
            paramLabel = "TIME",
            description = "What now() is, in UTC, as '2025-01-31 12:00:00' (default: when the run starts).")
    private String now;

    @Override
    public Integer call() {
        return new TestCreate(target().project(), out(), err()).create(pipe, Optional.ofNullable(now));
    }
}
