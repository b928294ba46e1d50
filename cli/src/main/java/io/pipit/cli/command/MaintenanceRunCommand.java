package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.pipit.cli.client.MaintenanceClient;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pipit maintenance run}. */
@Command(
        name = "run",
        description = "Does maintenance now and waits until it is done.",
        footer = {
            "",
            "Examples:",
            "  pipit maintenance run                     compact, then expire, orphans and trim",
            "  pipit maintenance run compact             all tables with many small files",
            "  pipit maintenance run compact events      one table"
        })
final class MaintenanceRunCommand extends BaseCommand {
    private static final List<String> ALL = List.of("compact", "expire", "orphans", "trim");

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "TASK",
            description = "compact, expire, orphans or trim; without it all of them.")
    private String task;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TABLE",
            defaultValue = "",
            description = "The only table to look at.")
    private String table;

    @Override
    public Integer call() {
        MaintenanceClient client = new MaintenanceClient(target().api());
        List<JsonNode> runs = new ArrayList<>();
        for (String each : task == null ? ALL : List.of(task)) {
            JsonNode run = client.await(client.start(each, table), this::progress);
            runs.add(run);
            if (!output().json()) {
                out().println(text(run));
            }
        }
        if (output().json()) {
            ArrayNode all = new ObjectMapper().createArrayNode().addAll(runs);
            out().println(task == null ? all.toString() : runs.get(0).toString());
        }
        runs.stream()
                .filter(run -> run.path("status").asText().equals("error"))
                .findFirst()
                .ifPresent(run -> {
                    throw new PipitException(
                            ErrorCode.COPY_FAILED,
                            "Maintenance " + run.path("task").asText() + " failed: "
                                    + run.path("error").asText());
                });
        return 0;
    }

    private void progress(JsonNode run) {
        if (!output().json() && run.path("status").asText().equals("working")) {
            err().print("\r" + run.path("task").asText() + " is at work …");
            err().flush();
        }
    }

    static String text(JsonNode run) {
        String what = run.path("task").asText() + ": " + run.path("status").asText();
        if (!run.path("status").asText().equals("done")) {
            return what;
        }
        String numbers = run.path("numbers").properties().stream()
                .map(e -> e.getKey().replace('_', ' ') + " " + e.getValue().asLong())
                .collect(Collectors.joining(", "));
        return what + " in " + run.path("duration_millis").asLong() + " ms (" + numbers + ")";
    }
}
