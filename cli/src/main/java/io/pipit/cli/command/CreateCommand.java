package io.pipit.cli.command;

import io.pipit.cli.scaffold.DataSourceDraft;
import io.pipit.cli.scaffold.NewProject;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code pipit create}. */
@Command(
        name = "create",
        description = "Makes a project as init does; with a sample of data, a data source that fits it.",
        footer = {"", "Examples:", "  pipit create shop", "  pipit create --file orders.csv --project shop"})
final class CreateCommand extends BaseCommand {
    @Parameters(arity = "0..1", paramLabel = "DIR", description = "Folder of the project (default: that of --project).")
    private Path folder;

    @Mixin
    private SampleOptions sample;

    @Override
    public Integer call() {
        Path project = folder == null ? target().project() : folder;
        if (sample.sample().isEmpty()) {
            return new NewProject(out()).create(project);
        }
        out().println("made "
                + DataSourceDraft.of(sample.sample().get(), sample.name()).write(project));
        return 0;
    }
}
