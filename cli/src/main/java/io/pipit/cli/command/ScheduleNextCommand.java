package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.Json;
import io.pipit.cli.client.ScheduleClient;
import io.pipit.cli.workspace.FolderSchedules;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit schedule next}. */
@Command(
        name = "next",
        description = "Shows the next firings, of all schedules or of one.",
        footer = {
            "",
            "Examples:",
            "  pipit schedule next",
            "  pipit schedule next daily_snapshot --count 5",
            "  pipit schedule next --folder shop --env production     before it is deployed, without a stack",
            "",
            "Times are in UTC. A paused schedule does not fire."
        })
final class ScheduleNextCommand extends BaseCommand {
    private record Firing(String time, String name) {}

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "Name of a schedule, as 'pipit schedule ls' shows it (default: all of them).")
    private String name;

    @Option(names = "--count", defaultValue = "10", paramLabel = "N", description = "How many (default: 10).")
    private int count;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Of a project as it is in this folder; needs no running stack.")
    private Path folder;

    @Override
    public Integer call() {
        if (folder != null) {
            return ofFolder();
        }
        JsonNode schedules = new ScheduleClient(target().api()).list(count);
        TreeSet<String> known = new TreeSet<>();
        List<Firing> firings = new ArrayList<>();
        for (JsonNode one : schedules) {
            String own = one.path("name").asText();
            known.add(own);
            if (name == null || name.equals(own)) {
                one.path("next").forEach(time -> firings.add(new Firing(time.asText(), own)));
            }
        }
        if (name != null && !known.contains(name)) {
            throw new PipitException(
                    ErrorCode.UNKNOWN_RESOURCE, "There is no schedule '" + name + "'." + NearestName.hint(name, known));
        }
        print(firings.stream()
                .sorted(Comparator.comparing(Firing::time).thenComparing(Firing::name))
                .limit(count)
                .toList());
        return 0;
    }

    private int ofFolder() {
        FolderSchedules schedules = new FolderSchedules(folder, target().environment());
        if (!schedules.errors().isEmpty()) {
            schedules.errors().forEach(problem -> err().println(problem));
            err().flush();
            return 1;
        }
        print(schedules.next(name, count).stream()
                .map(next -> new Firing(next.time().toString().replace('T', ' '), next.name()))
                .toList());
        return 0;
    }

    private void print(List<Firing> firings) {
        if (output().json()) {
            out().println(Json.text(firings));
        } else if (firings.isEmpty()) {
            out().println("Nothing fires: there is no schedule, or it is paused.");
        } else {
            firings.forEach(f -> out().println(f.time().substring(0, 19) + "  " + f.name()));
        }
    }
}
