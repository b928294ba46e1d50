package io.pipit.cli.command;

import io.pipit.cli.embedded.DemoRun;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pipit demo}. */
@Command(
        name = "demo",
        description = {
            "Shows everything at work, on 9,999 real web requests.",
            "Starts the stack with examples/web-analytics, sends the requests over HTTP, runs the copy pipe, "
                    + "and prints what each endpoint answers, with how much came from the lake and how much was fresh."
        },
        footer = {
            "",
            "Examples:",
            "  pipit demo                    stays up until Ctrl-C; try the curl lines that it prints",
            "  pipit demo --once             ends after the answers",
            "  pipit demo --state DIR        keeps its state, and goes on from it the next time"
        })
final class DemoCommand extends BaseCommand {
    @Option(names = "--once", description = "End after the answers: exit code 0 when all is well.")
    private boolean once;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Folder for the state (default: a new one, removed afterwards).")
    private Path state;

    @Option(names = "--port", paramLabel = "PORT", description = "Port to listen on (default: 7181).")
    private Integer port;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Any key of the configuration; repeatable.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Override
    public Integer call() {
        if (port != null) {
            settings.put("server.port", port.toString());
        }
        DemoRun.Ending ending = once ? DemoRun.Ending.AFTER_ANSWERS : DemoRun.Ending.ON_SIGNAL;
        return new DemoRun(out()).run(Optional.ofNullable(state), settings, ending);
    }
}
