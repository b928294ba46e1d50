package io.pipit.cli.command;

import io.pipit.cli.cluster.ClusterRun;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pipit cluster check}. */
@Command(
        name = "check",
        description = {
            "Looks whether jobs can run on a Flink cluster: its version, its memory, the libraries of its "
                    + "processes, and whether these reach the Kafka, the catalog and the warehouse that pipit.yaml "
                    + "names.",
            "A job of moments does it."
        },
        footer = {"", "Example:", "  pipit cluster check --cluster http://jobmanager:8081"})
final class ClusterCheckCommand extends BaseCommand {
    @Option(
            names = "--cluster",
            paramLabel = "URL",
            defaultValue = "",
            description = "REST address (default: flink.speed).")
    private String cluster;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Any key of the configuration; repeatable.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Override
    public Integer call() {
        new ClusterRun(out()::println).check(cluster, target().project(), settings);
        return 0;
    }
}
