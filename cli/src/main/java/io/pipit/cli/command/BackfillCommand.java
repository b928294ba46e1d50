package io.pipit.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pipit backfill}. */
@Command(
        name = "backfill",
        description = {
            "Puts all rows of a database's table into a data source that are not there yet, in the order of their time.",
            "It goes on by itself when the process was restarted, and leaves alone what is there: run it as often as you like."
        },
        footer = {
            "",
            "Examples:",
            "  pipit backfill events --start-date 2025-01-01 --cutoff-date 2026-01-01",
            "  pipit backfill events --start-date 2025-01-01 --cutoff-date 2026-01-01T12:00:00Z \\",
            "    --batch-size 5000 --rate 20000"
        })
final class BackfillCommand extends BaseCommand {
    private static final int LISTED = 20;

    @Mixin
    private DefinedRun run;

    @Option(
            names = "--start-date",
            required = true,
            paramLabel = "TIME",
            description = "The first moment, in ISO 8601; a date alone is midnight in UTC.")
    private String start;

    @Option(names = "--cutoff-date", required = true, paramLabel = "TIME", description = "The moment after the last.")
    private String cutoff;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "5000",
            description = "So many rows are read and put in at once (default: 5000).")
    private int batchSize;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "0",
            description = "So many rows a second at most (default: as fast as it goes).")
    private long rate;

    @Override
    public Integer call() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("start_date", start);
        parameters.put("cutoff_date", cutoff);
        parameters.put("batch_size", Integer.toString(batchSize));
        parameters.put("rate", Long.toString(rate));
        return run.start(this, "backfill", "fills", parameters, LISTED);
    }
}
