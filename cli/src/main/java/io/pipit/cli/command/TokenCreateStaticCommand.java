package io.pipit.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.cli.client.Json;
import io.pipit.cli.client.TokenClient;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit token create static}. */
@Command(
        name = "static",
        description = "Makes a token that counts until it is removed, and shows its value.",
        footer = {
            "",
            "Examples:",
            "  pipit token create static collector --scope DATASOURCES:APPEND --resource events",
            "  pipit token create static shop --scope PIPES:READ:top_pages --scope DATASOURCES:READ:orders"
        })
final class TokenCreateStaticCommand extends BaseCommand {
    @Parameters(paramLabel = "NAME", description = "How the token is called.")
    private String name;

    @ArgGroup(exclusive = false, multiplicity = "1..*")
    private List<Grant> grants;

    /** A scope with its resource. */
    static final class Grant {
        @Option(
                names = "--scope",
                required = true,
                paramLabel = "SCOPE",
                description =
                        "PIPES:READ, DATASOURCES:READ or DATASOURCES:APPEND, with the resource behind another colon or in"
                                + " --resource. May be repeated.")
        private String scope;

        @Option(
                names = "--resource",
                paramLabel = "NAME",
                description = "The pipe or data source of the scope before it.")
        private String resource;

        private String whole() {
            return resource == null ? scope : scope + ":" + resource;
        }
    }

    @Override
    public Integer call() {
        List<String> scopes = grants.stream().map(Grant::whole).toList();
        JsonNode token = new TokenClient(target().api()).create(name, scopes);
        out().println(output().json() ? Json.text(token) : token.path("token").asText());
        return 0;
    }
}
