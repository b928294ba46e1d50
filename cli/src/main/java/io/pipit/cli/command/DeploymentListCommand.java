package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.DeploymentClient;
import io.pipit.cli.client.Json;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pipit deployment ls}. */
@Command(
        name = "ls",
        description = {
            "Lists the versions of the project that the stack has had, newest first: their state, when, who, "
                    + "and how many resources each changed."
        },
        footer = {
            "",
            "States: creating (it is being filled), data_ready (staged), promoting, live, former, discarded, failed.",
            "",
            "Example:",
            "  pipit deployment ls"
        })
final class DeploymentListCommand extends BaseCommand {
    private static final int TIME = 19;

    @Option(names = "--include-deleted", hidden = true, description = "Accepted for scripts: all are shown.")
    private boolean all;

    @Override
    public Integer call() {
        JsonNode list = new DeploymentClient(target().api()).list();
        if (output().json()) {
            out().println(Json.text(list));
            return 0;
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode one : list) {
            rows.add(List.of(
                    one.path("id").asText(),
                    ProgressBar.status(one),
                    one.path("created_at").asText("").substring(0, TIME),
                    one.path("author").asText(),
                    one.path("origin").asText(),
                    Integer.toString(one.path("changes").size()),
                    one.path("note").asText("")));
        }
        out().print(table(List.of("id", "status", "created (UTC)", "by", "from", "changes", "note"), rows));
        return 0;
    }
}
