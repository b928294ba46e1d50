package io.pipit.cli.services;

import io.pipit.cli.checker.PipitProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Processes of {@code pipit server}, as people start them. */
public final class ServerProcess {
    private ServerProcess() {}

    /** One with a folder of its own, which holds its configuration and its state; not started yet. */
    public static PipitProcess of(LocalServices services, Path folder, String role, String... settings)
            throws IOException {
        services.configure(folder, settings);
        return new PipitProcess(
                folder,
                List.of(
                        "env",
                        "PIPIT_JAVA_OPTS=-Xmx512m -XX:TieredStopAtLevel=1",
                        PipitProcess.home().resolve("pipit").toString(),
                        "server",
                        folder.toString(),
                        "--role",
                        role,
                        "--port"));
    }
}
