package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.ApiClient;
import io.pipit.cli.client.Json;
import io.pipit.cli.client.UrlPart;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit materialization populate} and {@code pipit pipe populate}. */
@Command(
        name = "populate",
        description = {
            "Says whether a materialized view has its history, or makes its rows once more with --truncate.",
            "A view is filled when it is added or changed, so that without --truncate there is nothing to "
                    + "do. Events may flow meanwhile: each is counted once."
        },
        footer = {
            "",
            "Examples:",
            "  pipit materialization populate hits_by_hour_mv",
            "  pipit materialization populate hits_by_hour_mv --truncate"
        })
final class PopulateCommand extends BaseCommand {
    private static final long LOOK_MILLIS = 500;

    @Parameters(paramLabel = "VIEW", description = "The pipe of the view, or the data source that it writes to.")
    private String view;

    @Option(names = "--node", paramLabel = "NODE", description = "The node, where a pipe has several views.")
    private String node;

    @Option(names = "--truncate", description = "Make the rows of the data source that it writes to once more.")
    private boolean truncate;

    @Option(
            names = "--wait",
            hidden = true,
            description = "Accepted for scripts: the command always returns when it is done.")
    private boolean wait;

    @Option(
            names = {"-y", "--yes"},
            hidden = true,
            description = "Accepted for scripts; nothing is asked.")
    private boolean yes;

    @Override
    public Integer call() {
        String name = node == null ? view : view + "." + node;
        ApiClient api = target().api();
        CompletableFuture<String> end = CompletableFuture.supplyAsync(() -> api.postForm(
                        "/v1/materializations/" + UrlPart.of(name) + "/population?truncate=" + truncate,
                        "application/octet-stream",
                        new byte[0])
                .body());
        JsonNode answer;
        try (ProgressBar bar = ProgressBar.of("populate " + name, err())) {
            answer = Json.tree(watched(end, api, bar));
        }
        out().println(output().json() ? Json.text(answer) : text(answer));
        out().flush();
        return 0;
    }

    private static String watched(CompletableFuture<String> end, ApiClient api, ProgressBar bar) {
        while (true) {
            try {
                return end.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (bar.seen()) {
                    Json.tree(api.get("/v0/jobs?kind=populateview").body())
                            .path("jobs")
                            .forEach(job ->
                                    bar.show(job.path("progress_percentage").asInt()));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new PipitException(ErrorCode.SERVER_UNREACHABLE, "Interrupted while waiting for the rows.", e);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
            }
        }
    }

    private String text(JsonNode answer) {
        String view = answer.path("view").asText();
        String rows = "'" + answer.path("datasource").asText() + "' holds "
                + Counted.grouped(answer.path("rows").asLong(), "row");
        boolean byCopies = answer.path("by_copies").asBoolean();
        if (truncate) {
            return "The rows of " + view + " are made once more; " + rows
                    + (byCopies ? "." : ", and newer ones follow from the log.");
        } else if (!answer.path("status").asText().equals("done")) {
            return view + " is being derived from the log. Nothing to do; ask again in a moment.";
        }
        return view + " is filled: " + rows
                + (byCopies
                        ? ", and follows each run of a copy"
                        : " from " + Counted.of(answer.path("blocks").asLong(), "block"))
                + ". Nothing to do; --truncate makes them once more.";
    }
}
