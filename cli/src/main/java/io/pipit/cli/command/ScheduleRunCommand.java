package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.ScheduleClient;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit schedule run}. */
@Command(
        name = "run",
        description = {
            "Does now what a firing does, with the parameters of the schedule.",
            "With --at, or --from and --to, the firings of times that have passed, in order; the rows of one "
                    + "that was done are replaced."
        },
        footer = {
            "",
            "Examples:",
            "  pipit schedule run daily_snapshot",
            "  pipit schedule run hourly --from 2026-03-04T00:00:00Z --to 2026-03-04T12:00:00Z"
        })
final class ScheduleRunCommand extends BaseCommand {
    @Parameters(paramLabel = "NAME", description = "Name of a schedule: pipit schedule ls.")
    private String name;

    @Option(names = "--at", paramLabel = "TIME", description = "A time of the schedule, in UTC.")
    private String at;

    @Option(names = "--from", paramLabel = "TIME", description = "With --to: all its times between these.")
    private String from;

    @Option(names = "--to", paramLabel = "TIME", description = "See --from.")
    private String to;

    @Override
    public Integer call() {
        Map<String, String> times = new TreeMap<>();
        put(times, "at", at);
        put(times, "from", from);
        put(times, "to", to);
        return times.isEmpty() ? now() : again(times);
    }

    private static void put(Map<String, String> times, String name, String time) {
        if (time != null) {
            times.put(name, time);
        }
    }

    private int again(Map<String, String> times) {
        JsonNode answer = new ScheduleClient(target().api()).again(name, times);
        int count = answer.path("firings").size();
        out().println(
                        output().json()
                                ? answer.toString()
                                : count + (count == 1 ? " firing" : " firings") + " of " + name
                                        + " to be done. 'pipit schedule history " + name + "' shows how "
                                        + (count == 1 ? "it ends." : "they end."));
        return 0;
    }

    private int now() {
        JsonNode job = new ScheduleClient(target().api()).tell(name, "run");
        out().println(
                        output().json()
                                ? job.toString()
                                : name + " runs: " + job.path("id").asText() + ". 'pipit schedule history " + name
                                        + "' shows how it ends.");
        return 0;
    }
}
