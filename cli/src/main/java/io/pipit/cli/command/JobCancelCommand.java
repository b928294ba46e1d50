package io.pipit.cli.command;

import io.pipit.cli.client.ApiClient;
import picocli.CommandLine.Command;

/** {@code pipit job cancel}. */
@Command(
        name = "cancel",
        description = "Cancels a job that waits or runs.",
        footer = {"", "Example:", "  pipit job cancel 0190f3a0"})
final class JobCancelCommand extends OneJobCommand {
    @Override
    String ask(ApiClient client, String path) {
        return client.post(path + "/cancel", "").body();
    }
}
