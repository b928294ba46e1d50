package io.pipit.bench.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a Java process beside this one. */
public final class JavaCommand {
    private static final List<String> OPENS = List.of(
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.time=ALL-UNNAMED");

    private JavaCommand() {}

    /** A class of this process's own class path. */
    public static List<String> own(Class<?> main, String heap, String... arguments) {
        return of(System.getProperty("java.class.path"), main.getName(), heap, arguments);
    }

    /** A class of another class path. */
    public static List<String> of(String classPath, String main, String heap, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPENS);
        command.addAll(List.of("-Xmx" + heap, "-XX:+UseSerialGC", "-Duser.timezone=UTC", "-cp", classPath, main));
        command.addAll(List.of(arguments));
        return command;
    }
}
