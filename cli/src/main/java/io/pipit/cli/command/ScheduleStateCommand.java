package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.ScheduleClient;
import picocli.CommandLine.Parameters;

/** Changes whether a schedule fires. */
abstract class ScheduleStateCommand extends BaseCommand {
    private final String what;

    @Parameters(paramLabel = "NAME", description = "Name of a schedule: pipit schedule ls.")
    private String name;

    ScheduleStateCommand(String what) {
        this.what = what;
    }

    @Override
    public final Integer call() {
        JsonNode schedule = new ScheduleClient(target().api()).tell(name, what);
        if (output().json()) {
            out().println(schedule);
            return 0;
        }
        String next = schedule.path("next").path(0).asText("");
        out().println(name + " is " + schedule.path("status").asText()
                + (next.isEmpty() ? "" : "; next " + next.substring(0, 19)));
        return 0;
    }
}
