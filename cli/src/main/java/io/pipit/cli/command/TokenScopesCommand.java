package io.pipit.cli.command;

import io.pipit.cli.client.TokenClient;
import picocli.CommandLine.Command;

/** {@code pipit token scopes}. */
@Command(
        name = "scopes",
        description = "Shows what a token may do.",
        footer = {"", "Example:", "  pipit token scopes dashboard"})
final class TokenScopesCommand extends OneTokenCommand {
    @Override
    void call(TokenClient tokens, String token) {
        tokens.find(token)
                .path("scopes")
                .forEach(scope -> out().println(scope.path("type").asText() + ":"
                        + scope.path("resource").asText()));
    }
}
