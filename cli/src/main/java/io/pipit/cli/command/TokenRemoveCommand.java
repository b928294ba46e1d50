package io.pipit.cli.command;

import io.pipit.cli.client.TokenClient;
import picocli.CommandLine.Command;

/** {@code pipit token rm}. */
@Command(
        name = "rm",
        description = "Forgets a token; one that the project's files declare is made anew by the next deployment.",
        footer = {"", "Example:", "  pipit token rm dashboard"})
final class TokenRemoveCommand extends OneTokenCommand {
    @Override
    void call(TokenClient tokens, String token) {
        tokens.remove(token);
        out().println("The token " + token + " counts no more.");
    }
}
