package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.ApiClient;
import io.pipit.cli.client.CopyClient;
import io.pipit.cli.client.DataSourceClient;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit datasource delete}. */
@Command(
        name = "delete",
        description = "Deletes the rows for which a condition is true, and waits until they are gone.",
        footer = {
            "",
            "Examples:",
            "  pipit datasource delete orders --sql-condition \"status = 'test'\" --dry-run",
            "  pipit datasource delete orders --sql-condition \"status = 'test'\"",
            "",
            "Rows that arrive later stay. Views of the data source keep what they have counted, without --cascade."
        })
final class DataSourceDeleteCommand extends BaseCommand {
    @Parameters(paramLabel = "NAME", description = "Name of the data source.")
    private String name;

    @Option(names = "--sql-condition", required = true, paramLabel = "SQL", description = "Which rows.")
    private String condition;

    @Option(names = "--dry-run", description = "Only say how many rows that would be.")
    private boolean dryRun;

    @Option(
            names = "--wait",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Wait until they are gone (default); --no-wait returns at once.")
    private boolean wait;

    @Option(
            names = "--cascade",
            description = "Let the views of the data source follow: what is touched is made anew from what is left.")
    private boolean cascade;

    @Option(
            names = {"-y", "--yes"},
            description = "Accepted for scripts; nothing is asked.")
    private boolean yes;

    @Override
    public Integer call() {
        ApiClient api = target().api();
        DataSourceClient client = new DataSourceClient(api);
        if (dryRun) {
            long rows = client.count(name, condition);
            out().println(
                            output().json()
                                    ? "{\"rows_to_be_deleted\": " + rows + "}"
                                    : Counted.of(rows, "row") + " of " + name + " would be deleted");
            return 0;
        }
        JsonNode job = client.delete(name, condition, cascade ? "&cascade=true" : "");
        JsonNode last = wait ? new CopyClient(api).await(job) : job;
        if (last.path("status").asText().equals("error")) {
            throw new PipitException(
                    ErrorCode.COPY_FAILED,
                    "Rows of '" + name + "' could not be deleted: "
                            + last.path("error").asText());
        }
        out().println(
                        output().json()
                                ? last.toString()
                                : wait
                                        ? FileSource.deleted(last, name)
                                        : "job " + last.path("id").asText() + " deletes rows of " + name);
        return 0;
    }
}
