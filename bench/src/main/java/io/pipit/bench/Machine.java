package io.pipit.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What the numbers were measured on. */
final class Machine {
    private Machine() {}

    static String describe() throws IOException {
        String processor = first(Path.of("/proc/cpuinfo"), "model name");
        long memory = Long.parseLong(first(Path.of("/proc/meminfo"), "MemTotal").replaceAll("\\D", ""));
        return String.format(
                Locale.ROOT,
                "%d cores (%s), %d GB, Java %s",
                Runtime.getRuntime().availableProcessors(),
                processor,
                Math.round(memory / 1024.0 / 1024.0),
                Runtime.version());
    }

    private static String first(Path file, String name) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("0");
    }
}
