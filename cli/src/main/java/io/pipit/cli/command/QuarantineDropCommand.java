package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pipit quarantine drop}. */
@Command(
        name = "drop",
        description =
                "Deletes quarantined rows: those of a reason, those for which a condition is true, or all of them.",
        footer = {
            "",
            "Examples:",
            "  pipit quarantine drop events --reason \"not JSON\"",
            "  pipit quarantine drop events --all"
        })
final class QuarantineDropCommand extends QuarantineChangeCommand {
    @Option(names = "--all", description = "All rows; needed where nothing says which.")
    private boolean all;

    QuarantineDropCommand() {
        super("drop");
    }

    @Override
    public Integer call() {
        if (all == chosen()) {
            throw new PipitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Which rows are to go? Say --reason or --sql-condition, or --all for all of them.");
        }
        return super.call();
    }

    @Override
    String said(String source, JsonNode job) {
        return Counted.grouped(job.path("rows_affected").asLong(), "row") + " left the quarantine of " + source;
    }
}
