package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.Json;
import io.pipit.cli.cluster.ClusterRun;
import io.pipit.cli.cluster.SubmittedJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
            "  pipit job ls --cluster http://jobmanager:8081",
            "  pipit job ls --submitted --project shop"
        })
final class JobListCommand extends BaseCommand {
    private static final int MOST_JOBS = 100;

    @Option(names = "--status", paramLabel = "STATUS", description = "waiting, working, done, error or cancelled.")
    private String status;

    @Option(names = "--kind", paramLabel = "KIND", description = "For instance copy.")
    private String kind;

    @Option(names = "--cluster", paramLabel = "URL", description = "List the jobs of a Flink cluster instead.")
    private String cluster;

    @Option(
            names = "--submitted",
            description = "List what 'pipit job submit' did, from the database of the installation, without a server.")
    private boolean submitted;

    @Override
    public Integer call() {
        if (submitted) {
            listSubmitted();
            return 0;
        }
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
                    job.path("pipe_name").asText(job.path("deployment_id").asText()),
                    ProgressBar.status(job),
                    job.path("created_at").asText(),
                    job.path("rows_affected").asText(job.path("rows_done").asText())));
        }
        out().print(table(List.of("id", "kind", "pipe", "status", "created at", "rows"), rows));
        return 0;
    }

    private void listSubmitted() {
        List<SubmittedJob> jobs = ClusterRun.submitted(target().project(), MOST_JOBS).stream()
                .filter(job -> kind == null || kind.equals(job.kind()))
                .filter(job -> status == null || status.equals(job.status()))
                .toList();
        if (output().json()) {
            out().println(Json.text(Map.of("jobs", jobs)));
            return;
        }
        List<List<String>> rows = jobs.stream()
                .map(job -> List.of(job.kind(), job.asked(), job.status(), job.createdAt(), job.note()))
                .toList();
        out().print(table(List.of("kind", "asked", "status", "created at", "what came of it"), rows));
    }
}
