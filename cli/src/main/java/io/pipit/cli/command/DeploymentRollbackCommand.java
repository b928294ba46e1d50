package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.DeploymentClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pipit deployment rollback}. */
@Command(
        name = "rollback",
        description = {
            "Brings the files of a former version back, as a new deployment, and says for each table where "
                    + "its rows come from: tables that were replaced by the live version are taken back as they were "
                    + "and read on in the log, so that columns that were dropped have their values again.",
            "Where rows were copied or deleted since, or the tables are of an older version, they are filled "
                    + "once more."
        },
        footer = {
            "",
            "Examples:",
            "  pipit deployment rollback                  to the version before the one that is live",
            "  pipit deployment rollback --to 3"
        })
final class DeploymentRollbackCommand extends BaseCommand {
    @Option(names = "--to", paramLabel = "ID", defaultValue = "", description = "The number of the version.")
    private String to;

    @Mixin
    private AcceptedOptions accepted;

    @Override
    public Integer call() {
        DeploymentClient client = new DeploymentClient(target().api(), DeploymentReport.insistence(this));
        JsonNode begun = client.rollback(to);
        if (!output().json()) {
            out().print(DeploymentReport.changes(begun.path("changes")));
            out().flush();
        }
        return new DeploymentReport(this, client).follow(begun);
    }
}
