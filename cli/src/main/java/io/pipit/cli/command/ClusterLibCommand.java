package io.pipit.cli.command;

import io.pipit.cli.cluster.ClusterRun;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pipit cluster lib}. */
@Command(
        name = "lib",
        description = {
            "Puts the libraries that jobs need (DuckDB, Arrow, Iceberg, Kafka's client and others) into the "
                    + "lib folder of a Flink 2.1 installation, and takes other versions of them away.",
            "What else lies there is left alone."
        },
        footer = {"", "Example:", "  pipit cluster lib /opt/flink/lib"})
final class ClusterLibCommand extends BaseCommand {
    @Parameters(paramLabel = "FOLDER", description = "The lib folder of a Flink installation.")
    private Path folder;

    @Override
    public Integer call() {
        new ClusterRun(out()::println).lib(folder);
        return 0;
    }
}
