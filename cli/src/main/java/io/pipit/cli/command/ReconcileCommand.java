package io.pipit.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit reconcile}. */
@Command(
        name = "reconcile",
        description = {
            "Compares a data source with the database's table that its events come from, and puts in what is "
                    + "missing.",
            "What Pipit has accepted is never called missing, however fresh it is; rows that are too young "
                    + "to tell are pending. No row is ever put in twice, also when this runs twice or originals are "
                    + "sent again later."
        },
        footer = {
            "",
            "The file reconcile/NAME.yaml says what belongs together. Times are in ISO 8601 with their zone; "
                    + "a date alone is midnight in UTC.",
            "",
            "Examples:",
            "  pipit reconcile events 2026-01-01 2026-02-01 --dry-run",
            "  pipit reconcile events 2026-01-31T00:00:00Z 2026-01-31T12:00:00Z",
            "  pipit reconcile events 2026-01-01 2026-02-01 --both-ways --json",
            "  pipit reconcile events 2026-01-01 2026-02-01 --views"
        })
final class ReconcileCommand extends BaseCommand {
    @Mixin
    private DefinedRun run;

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
            names = "--views",
            description = {
                "Also compare the views of the data source with what their SQL makes of its rows, at one "
                        + "position, and put right what differs."
            })
    private boolean views;

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

    @Override
    public Integer call() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("start", start);
        parameters.put("end", end);
        parameters.put("dry_run", Boolean.toString(dryRun));
        parameters.put("both_ways", Boolean.toString(bothWays));
        parameters.put("views", Boolean.toString(views));
        if (maxMissing != null) {
            parameters.put("max_missing", maxMissing.toString());
        }
        return run.start(this, "reconcile", "reconciles", parameters, listed);
    }
}
