package io.pipit.cli.command;

import io.pipit.cli.client.ApiClient;
import io.pipit.cli.cluster.ClusterRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pipit job cancel}. */
@Command(
        name = "cancel",
        description = "Cancels a job that waits or runs.",
        footer = {"", "Example:", "  pipit job cancel 0190f3a0"})
final class JobCancelCommand extends OneJobCommand {
    @Option(names = "--cluster", paramLabel = "URL", description = "Cancel a job of a Flink cluster, by Flink's id.")
    private String cluster;

    @Override
    boolean doneElsewhere(String job) {
        if (cluster == null) {
            return false;
        }
        new ClusterRun(out()::println).cancel(cluster, job);
        return true;
    }

    @Override
    String ask(ApiClient client, String path) {
        return client.post(path + "/cancel", "").body();
    }
}
