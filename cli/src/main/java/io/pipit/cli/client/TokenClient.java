package io.pipit.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;

/** Asks for tokens of resources, and changes them. */
public final class TokenClient {
    private static final String PATH = "/v0/tokens";

    private final ApiClient client;

    /** Through this client. */
    public TokenClient(ApiClient client) {
        this.client = client;
    }

    /** All, without their values. */
    public JsonNode list() {
        return Json.tree(client.get(PATH).body()).path("tokens");
    }

    /** One, with its value. */
    public JsonNode find(String name) {
        return Json.tree(client.get(path(name)).body());
    }

    /** Makes one; scopes as {@code PIPES:READ:top_pages}. */
    public JsonNode create(String name, List<String> scopes) {
        String asked = scopes.stream().map(s -> "&scope=" + UrlPart.of(s)).collect(Collectors.joining());
        return Json.tree(
                client.post(PATH + "?name=" + UrlPart.of(name) + asked, "").body());
    }

    /** Gives it another value. */
    public JsonNode refresh(String name) {
        return Json.tree(client.post(path(name) + "/refresh", "").body());
    }

    /** Forgets it. */
    public void remove(String name) {
        client.delete(path(name));
    }

    /** What a token may do, for a reader. */
    public static String scopes(JsonNode token) {
        StringBuilder text = new StringBuilder();
        for (JsonNode scope : token.path("scopes")) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(scope.path("type").asText())
                    .append(':')
                    .append(scope.path("resource").asText());
        }
        return text.toString();
    }

    private static String path(String name) {
        return PATH + "/" + UrlPart.of(name);
    }
}
