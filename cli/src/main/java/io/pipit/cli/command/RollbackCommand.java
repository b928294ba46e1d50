package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.ApiClient;
import io.pipit.cli.client.CopyClient;
import io.pipit.cli.client.DataSourceClient;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pipit rollback}. */
@Command(
        name = "rollback",
        description = "Brings the rows of an older snapshot of a data source back, in one new commit.",
        footer = {
            "",
            "Examples:",
            "  pipit rollback orders --to 4183027714953411072 --yes",
            "  pipit rollback orders --to '2026-05-21 10:00:00' --yes",
            "  pipit rollback daily_snapshot --to 4183027714953411072 --cascade --yes",
            "",
            "Rows that were committed since then leave the data source; what arrives from now on goes on. "
                    + "The rollback can be rolled back itself. Views of the data source keep what they have counted, without --cascade: "
                    + "a run of a copy that went, and is done again, counts twice there."
        })
final class RollbackCommand extends BaseCommand {
    @Spec
    private CommandSpec own;

    @Parameters(paramLabel = "NAME", description = "Name of the data source.")
    private String name;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "SNAPSHOT",
            description = "A snapshot that 'pipit history' lists, or a time in UTC.")
    private String to;

    @Option(
            names = "--cascade",
            description =
                    "Let the views of the data source follow: what is touched is made anew from what is there then.")
    private boolean cascade;

    @Option(
            names = {"-y", "--yes"},
            description = "Needed: rows leave the data source.")
    private boolean yes;

    @Override
    public Integer call() {
        if (!yes) {
            throw new ParameterException(
                    own.commandLine(),
                    "Rows of '" + name + "' that were committed after " + to + " would go. Say --yes if you mean it.");
        }
        ApiClient api = target().api();
        JsonNode started = new DataSourceClient(api).rollback(name, to, cascade ? "&cascade=true" : "");
        JsonNode job = new CopyClient(api).await(started);
        if (!job.path("status").asText().equals("done")) {
            throw new PipitException(
                    ErrorCode.COPY_FAILED,
                    "'" + name + "' could not be rolled back: "
                            + job.path("error").asText());
        }
        out().println(
                        output().json()
                                ? job.toString()
                                : name + " has the "
                                        + Counted.of(job.path("rows_after").asLong(), "row") + " of snapshot "
                                        + job.path("snapshot").asText() + " again; it had "
                                        + job.path("rows_before").asLong() + ". "
                                        + job.path("message").asText());
        return 0;
    }
}
