package io.pipit.cli.command;

import io.pipit.cli.cluster.ClusterRun;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit job submit}. */
@Command(
        name = "submit",
        description = {
            "Does one job on a Flink cluster, without a server: speed, copy, populate, compact, delete or "
                    + "reconcile.",
            "Where Kafka, the catalog and the warehouse are is taken from pipit.yaml. 'pipit job submit "
                    + "KIND -- --help' says the options of a job."
        },
        footer = {
            "",
            "Examples:",
            "  pipit job submit speed --cluster http://jobmanager:8081 --project shop",
            "  pipit job submit speed --cluster http://jobmanager:8081 --project shop --replace",
            "  pipit job submit copy --cluster http://jobmanager:8081 --project shop \\",
            "    --pipe daily --param day=2026-11-01",
            "  pipit job submit reconcile --cluster http://jobmanager:8081 --project shop \\",
            "    --name orders --start 2026-11-01 --end 2026-11-02 --dry-run"
        })
final class JobSubmitCommand extends BaseCommand {
    @Option(
            names = "--cluster",
            paramLabel = "URL",
            required = true,
            description = "REST address of the Flink cluster.")
    private String cluster;

    @Parameters(
            arity = "1..*",
            paramLabel = "KIND [OPTION]",
            description = "speed, copy, populate, compact, delete or reconcile, and the options of that job.")
    private List<String> job;

    @Override
    public Integer call() {
        List<String> arguments = new ArrayList<>(job);
        if (!arguments.contains("--help")) {
            arguments.addAll(List.of("--project", target().project().toString()));
        }
        new ClusterRun(out()::println).submit(cluster, arguments);
        return 0;
    }
}
