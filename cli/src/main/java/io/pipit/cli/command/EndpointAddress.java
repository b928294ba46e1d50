package io.pipit.cli.command;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** The path of an endpoint with its parameters. */
final class EndpointAddress {
    private EndpointAddress() {}

    static String of(String pipe, String format, Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(e -> part(e.getKey()) + "=" + part(e.getValue()))
                .collect(Collectors.joining("&"));
        return "/v0/pipes/" + part(pipe) + "." + format + (query.isEmpty() ? "" : "?" + query);
    }

    /** Text as a part of a path or query. */
    static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
