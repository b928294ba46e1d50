package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.Json;
import io.pipit.cli.cluster.ClusterRun;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pipit job ls}. */
@Command(
        name = "ls",
        description = "Lists the newest jobs.",
        footer = {
            "",
            "Examples:",
            "  pipit job ls",
            "  pipit job ls --status error",
            "  pipit job ls --cluster http://jobmanager:8081"
        })
final class JobListCommand extends BaseCommand {
    @Option(names = "--status", paramLabel = "STATUS", description = "waiting, working, done, error or cancelled.")
    private String status;

    @Option(names = "--kind", paramLabel = "KIND", description = "For instance copy.")
    private String kind;

    @Option(names = "--cluster", paramLabel = "URL", description = "List the jobs of a Flink cluster instead.")
    private String cluster;

    @Override
    public Integer call() {
        if (cluster != null) {
            out().print(table(List.of("id", "name", "status"), new ClusterRun(err()::println).jobs(cluster)));
            return 0;
        }
        String filter = (status == null ? "" : "&status=" + status) + (kind == null ? "" : "&kind=" + kind);
        String body = target().api()
                .get("/v0/jobs" + (filter.isEmpty() ? "" : "?" + filter.substring(1)))
                .body();
        if (output().json()) {
            out().println(body);
            return 0;
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode job : Json.tree(body).path("jobs")) {
            rows.add(List.of(
                    job.path("id").asText(),
                    job.path("kind").asText(),
                    job.path("pipe_name").asText(),
                    job.path("status").asText(),
                    job.path("created_at").asText(),
                    job.path("rows_affected").asText()));
        }
        out().print(table(List.of("id", "kind", "pipe", "status", "created at", "rows"), rows));
        return 0;
    }
}
