package io.pipit.cli.services;

import io.pipit.cli.checker.PipitProcess;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How this test starts other processes of Java: with its own class path. */
public final class JavaCommand {
    private JavaCommand() {}

    /** Up to the main class. */
    public static List<String> of(String... flags) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(a -> a.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of(
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError", "-Duser.timezone=UTC"));
        command.add("-Dlogback.configurationFile=attacked-logback.xml");
        command.addAll(List.of(flags));
        command.addAll(classPath());
        return command;
    }

    /**
     * Starts take half as long with the archive of parsed classes that the launcher uses; see there. An archive fits a class path that
     * begins with that of which it was made.
     */
    private static List<String> classPath() {
        String own = System.getProperty("java.class.path");
        Path lib = PipitProcess.home().resolve("cli/target/lib");
        Path archive = lib.resolve("pipit.jsa");
        if (!Files.exists(archive)) {
            return List.of("-cp", own);
        }
        String product = lib.resolve("pipit-cli.jar") + File.pathSeparator + lib + "/*";
        return List.of(
                "-XX:SharedArchiveFile=" + archive,
                "-Xshare:auto",
                "-Xlog:cds=off",
                "-Xlog:cds+dynamic=off",
                "-Xlog:class+path=off",
                "@" + lib.resolve("jvm.options"),
                "-cp",
                product + File.pathSeparator + own);
    }
}
