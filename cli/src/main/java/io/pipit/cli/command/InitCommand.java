package io.pipit.cli.command;

import io.pipit.cli.scaffold.NewProject;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit init}. */
@Command(
        name = "init",
        description = {
            "Makes a small project that works: a data source, an endpoint, a fixture, a test, .gitignore and a CI workflow.",
            "Files that are there already stay as they are."
        },
        footer = {"", "Examples:", "  pipit init shop", "  cd shop && pipit test run"})
final class InitCommand extends BaseCommand {
    @Parameters(arity = "0..1", paramLabel = "DIR", description = "Folder of the project (default: that of --project).")
    private Path folder;

    @Option(names = "--folder", paramLabel = "DIR", hidden = true, description = "The same as DIR.")
    private Path named;

    @Override
    public Integer call() {
        Path given = folder == null ? named : folder;
        return new NewProject(out()).create(given == null ? target().project() : given);
    }
}
