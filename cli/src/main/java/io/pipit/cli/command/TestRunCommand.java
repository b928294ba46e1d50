package io.pipit.cli.command;

import io.pipit.cli.testing.TestRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit test run}. */
@Command(
        name = "run",
        description = {
            "Runs the tests in tests/ on the rows in fixtures/, in a workspace made for the run.",
            "The last line is 'N passed, M failed'; the exit code is 1 when a test failed."
        },
        footer = {
            "",
            "Examples:",
            "  pipit test run                              all tests",
            "  pipit test run top_pages tests/hits.yaml    those of a pipe and of a file",
            "  pipit test run top_pages::last_week         one test",
            "  pipit test run --now '2025-01-31 12:00:00' --junit build/pipit.xml"
        })
final class TestRunCommand extends BaseCommand {
    @Parameters(
            arity = "0..*",
            paramLabel = "NAME",
            description = "A pipe, a test file, a test's name, or PIPE::TEST (default: all tests).")
    private List<String> names = List.of();

    @Option(names = "--junit", paramLabel = "FILE", description = "Write a report in JUnit's XML, for build servers.")
    private Path junit;

    @Option(
            names = "--now",
            paramLabel = "TIME",
            description = "What now() is, in UTC, as '2025-01-31 12:00:00' (default: when the run starts).")
    private String now;

    @Option(names = "--watch", description = "Run again whenever a file of the project changes.")
    private boolean watch;

    @Override
    public Integer call() {
        TestRun run = new TestRun(target().project(), out(), err());
        if (watch) {
            return run.watch(names, Optional.ofNullable(now), Optional.ofNullable(junit));
        }
        return run.run(
                names,
                Optional.ofNullable(now),
                Optional.ofNullable(junit),
                output().json() ? TestRun.Form.JSON : TestRun.Form.TEXT);
    }
}
