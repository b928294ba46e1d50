package io.pipit.cli.command;

import io.pipit.cli.cluster.ClusterRun;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pipit cluster jar}. */
@Command(
        name = "jar",
        description =
                "Makes the jar of the jobs, for 'flink run' and the like. Other commands make and send it by themselves.",
        footer = {
            "",
            "Example:",
            "  pipit cluster jar pipit-job.jar",
            "  flink run -c io.pipit.jobs.main.SpeedJobMain pipit-job.jar --help"
        })
final class ClusterJarCommand extends BaseCommand {
    @Parameters(paramLabel = "FILE", description = "The file to make.")
    private Path file;

    @Override
    public Integer call() {
        new ClusterRun(out()::println).jar(file);
        return 0;
    }
}
