package io.pipit.cli.command;

import io.pipit.cli.client.DeploymentClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code pipit deployment promote}. */
@Command(
        name = "promote",
        description = {
            "Makes the staged version the live one, and returns when it is.",
            "What has become stale since it was staged, because rows were copied or deleted, is filled once more."
        },
        footer = {"", "Example:", "  pipit deployment promote"})
final class DeploymentPromoteCommand extends BaseCommand {
    @Parameters(arity = "0..1", paramLabel = "ID", description = "Its number (default: the one that is staged).")
    private String id;

    @Mixin
    private AcceptedOptions accepted;

    @Override
    public Integer call() {
        DeploymentClient client = new DeploymentClient(target().api(), DeploymentReport.insistence(this));
        return new DeploymentReport(this, client).follow(client.promote(id == null ? "staged" : id));
    }
}
