package io.pipit.cli.command;

import io.pipit.cli.embedded.Role;
import io.pipit.cli.embedded.ServerRun;
import io.pipit.cli.embedded.StackOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipit server}. */
@Command(
        name = "server",
        description = {
            "Runs one process of an installation: any number of each role, which share Kafka, a catalog, a "
                    + "warehouse and a database.",
            "Any of them takes any request; what runs is what was last deployed."
        },
        footer = {
            "",
            "Examples:",
            "  pipit server --role intake --port 7201",
            "  pipit server --role serve --port 7202",
            "  pipit server --role schedule --port 7203",
            "  pipit deploy shop --host http://127.0.0.1:7202",
            "",
            "The guide docs/guides/operate.md says which settings an installation needs."
        })
final class ServerCommand extends BaseCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "Folder with pipit.yaml (default: that of --project).")
    private Path folder;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            defaultValue = "all",
            description = "intake, serve, schedule or all (default: all).")
    private Role role;

    @Option(names = "--port", paramLabel = "PORT", description = "Port to listen on (default: 7181).")
    private Integer port;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Folder of this process alone (default: the role's name below the configured one).")
    private Path state;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Any key of the configuration; repeatable.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Override
    public Integer call() {
        if (port != null) {
            settings.put("server.port", port.toString());
        }
        Path project = folder == null ? target().project() : folder;
        return new ServerRun(out())
                .run(new StackOptions(project, Optional.ofNullable(state), settings, target().environment()), role);
    }
}
