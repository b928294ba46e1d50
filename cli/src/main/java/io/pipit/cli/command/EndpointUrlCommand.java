package io.pipit.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit endpoint url}. */
@Command(
        name = "url",
        description = "Prints the address of an endpoint.",
        footer = {"", "Example:", "  curl \"$(pipit endpoint url top_pages --param limit=5)\""})
final class EndpointUrlCommand extends BaseCommand {
    @Parameters(paramLabel = "NAME", description = "Name of the endpoint.")
    private String name;

    @Option(names = "--param", paramLabel = "KEY=VALUE", description = "A parameter of its template; repeatable.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Override
    public Integer call() {
        out().println(target().host() + EndpointAddress.of(name, "json", parameters));
        return 0;
    }
}
