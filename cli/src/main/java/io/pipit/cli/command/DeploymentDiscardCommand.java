package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.DeploymentClient;
import io.pipit.cli.client.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code pipit deployment discard}. */
@Command(
        name = "discard",
        description = {
            "Forgets the version that is staged or being filled, with what was filled for it.",
            "For a former version it drops the tables that are kept so that a rollback is fast and exact, "
                    + "but for those that another former version would come back with."
        },
        footer = {"", "Example:", "  pipit deployment discard"})
final class DeploymentDiscardCommand extends BaseCommand {
    @Parameters(arity = "0..1", paramLabel = "ID", description = "Its number (default: the one that is on its way).")
    private String id;

    @Mixin
    private AcceptedOptions accepted;

    @Override
    public Integer call() {
        DeploymentClient client = new DeploymentClient(target().api());
        JsonNode end = client.await(client.discard(id == null ? "open" : id), now -> {});
        out().println(
                        output().json()
                                ? Json.text(end)
                                : "Deployment " + end.path("id").asText() + " is "
                                        + end.path("status").asText() + "."
                                        + (end.has("note")
                                                ? " " + end.path("note").asText()
                                                : ""));
        return 0;
    }
}
