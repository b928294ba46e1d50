package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.CopyClient;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code pipit copy ls}. */
@Command(
        name = "ls",
        description = "Lists copy pipes with their schedules and last runs.",
        footer = {"", "Example:", "  pipit copy ls"})
final class CopyListCommand extends BaseCommand {
    @Override
    public Integer call() {
        JsonNode answer = new CopyClient(target().api()).list();
        if (output().json()) {
            out().println(answer);
            return 0;
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode copy : answer.path("copies")) {
            JsonNode schedule = copy.path("schedule");
            JsonNode last = copy.path("last_run");
            rows.add(List.of(
                    copy.path("pipe_name").asText(),
                    copy.path("target").asText(),
                    copy.path("mode").asText(),
                    schedule.path("cron").asText(),
                    schedule.path("status").asText("").equals("paused")
                            ? "paused"
                            : CopyHistoryCommand.seconds(schedule.path("next")),
                    last.path("status").asText(""),
                    CopyHistoryCommand.seconds(last.path("created_at"))));
        }
        List<String> titles = List.of("copy", "target", "mode", "schedule", "next", "last run", "at");
        out().print(table(titles, rows));
        return 0;
    }
}
