package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.ApiClient;
import io.pipit.cli.client.ReconcileClient;
import io.pipit.core.error.PipitException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit reconcile}. */
@Command(
        name = "reconcile",
        description = {
            "Compares a data source with the database's table that its events come from, and puts in what is missing.",
            "What Pipit has accepted is never called missing, however fresh it is; rows that are too young to tell are",
            "pending. No row is ever put in twice, also when this runs twice or originals are sent again later."
        },
        footer = {
            "",
            "The file reconcile/NAME.yaml says what belongs together. Times are in ISO 8601 with their zone; a date alone is",
            "midnight in UTC.",
            "",
            "Examples:",
            "  pipit reconcile events 2026-01-01 2026-02-01 --dry-run",
            "  pipit reconcile events 2026-01-31T00:00:00Z 2026-01-31T12:00:00Z",
            "  pipit reconcile events 2026-01-01 2026-02-01 --both-ways --json"
        })
final class ReconcileCommand extends BaseCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "Name of the definition.")
    private String name;

    @Parameters(index = "1", paramLabel = "START", description = "The first moment of the range.")
    private String start;

    @Parameters(index = "2", paramLabel = "END", description = "The moment after the last.")
    private String end;

    @Option(names = "--dry-run", description = "Only say what is missing.")
    private boolean dryRun;

    @Option(
            names = "--both-ways",
            description =
                    "Also look for rows that are not in the database, are shown more than once or have other contents.")
    private boolean bothWays;

    @Option(
            names = "--max-missing",
            paramLabel = "N",
            description = "Put nothing in when more rows are missing (default: 100000).")
    private Long maxMissing;

    @Option(
            names = "--list",
            paramLabel = "N",
            defaultValue = "20",
            description = "So many ids of each kind are listed (default: 20).")
    private int listed;

    @Option(
            names = "--wait",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Wait until it has ended (default); --no-wait returns at once.")
    private boolean wait;

    @Override
    public Integer call() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("start", start);
        parameters.put("end", end);
        parameters.put("dry_run", Boolean.toString(dryRun));
        parameters.put("both_ways", Boolean.toString(bothWays));
        if (maxMissing != null) {
            parameters.put("max_missing", maxMissing.toString());
        }
        ReconcileClient client = new ReconcileClient(new ApiClient(target().host()));
        JsonNode run = client.start("reconcile", name, parameters);
        if (!wait) {
            out().println(
                            output().json()
                                    ? run.toString()
                                    : "run " + run.path("id").asText() + " reconciles " + name);
            return 0;
        }
        return ended(client, run, "reconcile " + name, this, listed);
    }

    /** Waits for a run and prints what became of it. */
    static int ended(ReconcileClient client, JsonNode run, String what, BaseCommand command, int listed) {
        JsonNode last;
        try (ProgressBar bar = ProgressBar.of(what, command.err())) {
            last = client.await(run, now -> bar.show(now.path("percent").asInt()));
        }
        ReconcileReport report = new ReconcileReport(client, last);
        if (last.path("status").asText().equals("error")) {
            throw new PipitException(
                    ApiClient.code(last.path("error_code").asText()),
                    last.path("error").asText());
        }
        command.out().println(command.output().json() ? report.json() : report.text(listed));
        boolean whole = last.path("status").asText().equals("done")
                && last.path("unfit").asLong() == 0;
        return whole ? 0 : 1;
    }
}
