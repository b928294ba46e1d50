package io.pipit.cli.command;

import io.pipit.cli.embedded.DevRun;
import io.pipit.cli.embedded.DevRun.Fixtures;
import io.pipit.cli.embedded.StackOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit dev}. */
@Command(
        name = "dev",
        description = {
            "Runs a project on this machine: everything in one process, its state in DIR/.pipit.",
            "Loads what changes in the folder; says in place what is wrong with it, and goes on with what was.",
            "The rows in fixtures/ are loaded, each content of a file once."
        },
        footer = {
            "",
            "Examples:",
            "  pipit dev shop",
            "  pipit dev shop --data orders.ndjson.gz      load a file named like its data source",
            "  pipit dev shop --port 8080 --set speed.commit-interval=5s"
        })
final class DevCommand extends BaseCommand {
    @Parameters(arity = "0..1", paramLabel = "DIR", description = "Project folder (default: that of --project).")
    private Path folder;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description =
                    "Events to send once the stack is ready: a file DATASOURCE.ndjson or .ndjson.gz, or a folder of them.")
    private Path data;

    @Option(names = "--port", paramLabel = "PORT", description = "Port to listen on (default: 7181).")
    private Integer port;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Any key of the configuration; repeatable.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--cluster",
            paramLabel = "URL",
            description = "Run the jobs on this Flink cluster: the same as --set flink.speed=URL.")
    private String cluster;

    @Option(names = "--no-fixtures", description = "Leave the rows in fixtures/ alone.")
    private boolean withoutFixtures;

    @Override
    public Integer call() {
        if (cluster != null) {
            settings.put("flink.speed", cluster);
        }
        if (port != null) {
            settings.put("server.port", port.toString());
        }
        Path project = folder == null ? target().project() : folder;
        return new DevRun(out(), err())
                .run(
                        new StackOptions(project, Optional.empty(), settings, target().environment()),
                        Optional.ofNullable(data),
                        withoutFixtures ? Fixtures.IGNORED : Fixtures.LOADED);
    }
}
