package io.pipit.cli.command;

import io.pipit.cli.client.TokenClient;
import picocli.CommandLine.Command;

/** {@code pipit token copy}. */
@Command(
        name = "copy",
        description = "Shows the value of a token, to be copied or passed on.",
        footer = {"", "Example:", "  pipit token copy dashboard"})
final class TokenCopyCommand extends OneTokenCommand {
    @Override
    void call(TokenClient tokens, String token) {
        out().println(tokens.find(token).path("token").asText());
    }
}
