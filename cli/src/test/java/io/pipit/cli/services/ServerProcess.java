package io.pipit.cli.services;

import io.pipit.cli.Main;
import io.pipit.cli.checker.PipitProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes of {@code pipit server}, on the class path of the test. */
public final class ServerProcess {
    private ServerProcess() {}

    /** One with a folder of its own, which holds its configuration and its state; not started yet. */
    public static PipitProcess of(LocalServices services, Path folder, String role, String... settings)
            throws IOException {
        services.configure(folder, settings);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of(
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "server",
                folder.toString(),
                "--role",
                role,
                "--port"));
        return new PipitProcess(folder, command);
    }
}
