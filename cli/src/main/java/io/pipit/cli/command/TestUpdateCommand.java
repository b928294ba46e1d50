package io.pipit.cli.command;

import io.pipit.cli.testing.TestUpdate;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit test update}. */
@Command(
        name = "update",
        description = {
            "Runs tests and records what comes back as what is expected.",
            "Look at the change before you commit it: what is recorded is what is, right or wrong."
        },
        footer = {
            "",
            "Examples:",
            "  pipit test update top_pages",
            "  pipit test update tests/top_pages.yaml --now '2025-01-31 12:00:00'"
        })
final class TestUpdateCommand extends BaseCommand {
    @Parameters(
            arity = "0..*",
            paramLabel = "NAME",
            description = "A pipe, a test file, a test's name, or PIPE::TEST (default: all tests).")
    private List<String> names = List.of();

    @Option(
            names = "--now",
            paramLabel = "TIME",
            description = "What now() is, in UTC, as '2025-01-31 12:00:00' (default: when the run starts).")
    private String now;

    @Override
    public Integer call() {
        return new TestUpdate(target().project(), out(), err()).update(names, Optional.ofNullable(now));
    }
}
