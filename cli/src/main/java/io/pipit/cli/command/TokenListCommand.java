package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.Json;
import io.pipit.cli.client.TokenClient;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code pipit token ls}. */
@Command(
        name = "ls",
        description = "Lists tokens with what they may do; values are shown by 'pipit token copy'.",
        footer = {"", "Example:", "  pipit token ls"})
final class TokenListCommand extends BaseCommand {
    @Override
    public Integer call() {
        JsonNode tokens = new TokenClient(target().api()).list();
        if (output().json()) {
            out().println(Json.text(tokens));
            return 0;
        }
        List<List<String>> rows = new ArrayList<>();
        tokens.forEach(token -> rows.add(List.of(
                token.path("name").asText(),
                TokenClient.scopes(token),
                token.path("created_at").asText())));
        out().print(table(List.of("token", "scopes", "created"), rows));
        return 0;
    }
}
