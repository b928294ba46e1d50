package io.pipit.cli.command;

import io.pipit.cli.client.TokenClient;
import picocli.CommandLine.Command;

/** {@code pipit token refresh}. */
@Command(
        name = "refresh",
        description = "Gives a token another value, and shows it; the former one counts no more.",
        footer = {"", "Example:", "  pipit token refresh dashboard"})
final class TokenRefreshCommand extends OneTokenCommand {
    @Override
    void call(TokenClient tokens, String token) {
        out().println(tokens.refresh(token).path("token").asText());
    }
}
