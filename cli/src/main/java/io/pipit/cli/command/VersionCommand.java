package io.pipit.cli.command;

import io.pipit.cli.client.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code pipit version}. */
@Command(
        name = "version",
        description = "Prints the version of Pipit and of Java.",
        footer = {"", "Example:", "  pipit version --output json"})
final class VersionCommand extends BaseCommand {
    @Override
    public Integer call() {
        out().println(output().json() ? json() : text());
        return 0;
    }

    private static String json() {
        Map<String, Object> versions = new LinkedHashMap<>();
        versions.put("pipit", version());
        versions.put("java", java());
        return Json.text(versions);
    }

    static String text() {
        return "pipit " + version() + " (Java " + java() + ")";
    }

    private static String java() {
        return System.getProperty("java.version");
    }

    private static String version() {
        return Optional.ofNullable(VersionCommand.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
