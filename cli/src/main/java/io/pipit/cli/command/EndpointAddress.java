package io.pipit.cli.command;

import io.pipit.cli.client.UrlPart;
import java.util.Map;
import java.util.stream.Collectors;

/** The path of an endpoint with its parameters. */
final class EndpointAddress {
    private EndpointAddress() {}

    static String of(String pipe, String format, Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(e -> UrlPart.of(e.getKey()) + "=" + UrlPart.of(e.getValue()))
                .collect(Collectors.joining("&"));
        return "/v0/pipes/" + UrlPart.of(pipe) + "." + format + (query.isEmpty() ? "" : "?" + query);
    }
}
