package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.ApiClient;
import io.pipit.cli.client.CopyClient;
import io.pipit.cli.client.QuarantineClient;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Does something to quarantined rows, as a job. */
abstract class QuarantineChangeCommand extends BaseCommand {
    private final String what;

    @Parameters(paramLabel = "NAME", description = "Name of the data source.")
    private String name;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Only rows whose reason has this in it.")
    private String reason;

    @Option(
            names = "--sql-condition",
            paramLabel = "SQL",
            defaultValue = "",
            description = "Only rows for which this is true, over the columns of NAME_quarantine.")
    private String condition;

    @Option(
            names = "--wait",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Wait until it is done (default); --no-wait returns at once.")
    private boolean wait;

    QuarantineChangeCommand(String what) {
        this.what = what;
    }

    /** What a job that is done has done. */
    abstract String said(String source, JsonNode job);

    /** Whether something is said about which rows. */
    boolean chosen() {
        return !reason.isEmpty() || !condition.isEmpty();
    }

    @Override
    public Integer call() {
        ApiClient api = target().api();
        String byReason = QuarantineClient.condition(reason);
        String rows = byReason.isEmpty() || condition.isEmpty()
                ? byReason + condition
                : "(" + byReason + ") AND (" + condition + ")";
        JsonNode job = new QuarantineClient(api).tell(name, what, rows);
        JsonNode last = wait ? new CopyClient(api).await(job) : job;
        if (last.path("status").asText().equals("error")) {
            throw new PipitException(ErrorCode.COPY_FAILED, last.path("error").asText());
        }
        out().println(
                        output().json()
                                ? last.toString()
                                : wait
                                        ? said(name, last)
                                        : "job " + last.path("id").asText() + " does it; 'pipit job details "
                                                + last.path("id").asText() + "' shows how far it is");
        return 0;
    }
}
