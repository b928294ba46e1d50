package io.pipit.cli.command;

import io.pipit.cli.client.ApiClient;
import picocli.CommandLine.Command;

/** {@code pipit job details}. */
@Command(
        name = "details",
        description = "Shows everything about a job.",
        footer = {"", "Example:", "  pipit job details 0190f3a0"})
final class JobDetailsCommand extends OneJobCommand {
    @Override
    String ask(ApiClient client, String path) {
        return client.get(path).body();
    }
}
