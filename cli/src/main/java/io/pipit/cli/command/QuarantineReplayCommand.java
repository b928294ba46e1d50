package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.core.error.Counted;
import picocli.CommandLine.Command;

/** {@code pipit quarantine replay}. */
@Command(
        name = "replay",
        description = {
            "Sends quarantined rows once more, as they were sent, through the data source as it is now.",
            "Rows that fit become events, once; the others are quarantined again, with what is wrong with "
                    + "them now."
        },
        footer = {
            "",
            "Examples:",
            "  pipit quarantine replay events                       after a fix was deployed",
            "  pipit quarantine replay events --reason DateTime",
            "",
            "It is a job: it survives a restart, and no row is counted twice."
        })
final class QuarantineReplayCommand extends QuarantineChangeCommand {
    QuarantineReplayCommand() {
        super("replay");
    }

    @Override
    String said(String source, JsonNode job) {
        return Counted.grouped(
                        job.path("successful_rows").asLong(),
                        "row of " + source + " fits",
                        "rows of " + source + " fit")
                + " now; "
                + Counted.grouped(
                        job.path("quarantined_rows").asLong(),
                        "does not, and is quarantined with what is wrong with it now",
                        "do not, and are quarantined with what is wrong with them now");
    }
}
