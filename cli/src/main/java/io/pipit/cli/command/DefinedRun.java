package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.ReconcileClient;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What commands share that start a run by a definition in {@code reconcile/}: its name, and whether they wait for its end. */
final class DefinedRun {
    @Parameters(index = "0", paramLabel = "NAME", description = "Name of the definition.")
    private String name;

    @Option(
            names = "--wait",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Wait until it has ended (default); --no-wait returns at once.")
    private boolean wait;

    /**
     * Starts a run, and prints that it was accepted or what became of it.
     *
     * @param what {@code reconcile} or {@code backfill}
     * @param doing what the run does, behind its id: {@code fills}
     * @param listed so many ids of each kind are listed
     * @return the exit code
     */
    int start(BaseCommand command, String what, String doing, Map<String, String> parameters, int listed) {
        ReconcileClient client = new ReconcileClient(command.target().api());
        JsonNode run = client.start(what, name, parameters);
        if (wait) {
            return ended(client, run, what + " " + name, command, listed);
        }
        command.out()
                .println(
                        command.output().json()
                                ? run.toString()
                                : "run " + run.path("id").asText() + " " + doing + " " + name);
        return 0;
    }

    private static int ended(ReconcileClient client, JsonNode run, String what, BaseCommand command, int listed) {
        JsonNode last;
        try (ProgressBar bar = ProgressBar.of(what, command.err())) {
            last = client.await(run, new Shown(bar, command)::progress);
        }
        ReconcileReport report = new ReconcileReport(client, last);
        if (last.path("status").asText().equals("error")) {
            throw new PipitException(
                    ErrorCode.named(last.path("error_code").asText()),
                    last.path("error").asText());
        }
        command.out().println(command.output().json() ? report.json() : report.text(listed));
        boolean whole = last.path("status").asText().equals("done")
                && last.path("unfit").asLong() == 0;
        return whole ? 0 : 1;
    }

    /** How far a run is, and what it waits for. */
    private static final class Shown {
        private final ProgressBar bar;
        private final BaseCommand command;
        private String said = "";

        Shown(ProgressBar bar, BaseCommand command) {
            this.bar = bar;
            this.command = command;
        }

        void progress(JsonNode now) {
            bar.show(now.path("percent").asInt());
            String trouble = now.path("error").asText();
            boolean waits = now.path("status").asText().equals("working") && !trouble.isEmpty();
            if (waits && !trouble.equals(said)) {
                said = trouble;
                command.err().println("It is tried again in a while: " + trouble);
                command.err().flush();
            }
        }
    }
}
