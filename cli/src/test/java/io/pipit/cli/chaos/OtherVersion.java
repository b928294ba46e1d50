package io.pipit.cli.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Versions of the checker's project that give the same answers, but for which tables have to be filled or laid out anew. */
final class OtherVersion {
    private static final List<String> VIEWS =
            List.of("ticks_rows_mv", "ticks_latest_mv", "ticks_sums_mv", "pulses_sums_mv", "ticks_by_minute_mv");
    private static final List<String> KEYS =
            List.of("event_id", "writer, event_id", "writer, version", "value, event_id", "version");

    private static final List<String> FOLDERS = List.of("pipes", "datasources");

    private final Path project;
    private final Random random;

    OtherVersion(Path project, Random random) {
        this.project = project;
        this.random = random;
    }

    /** A view with a condition that is true for all rows. */
    Map<String, String> ofAView() throws IOException {
        int number = random.nextInt(1_000_000);
        return with(
                "pipes/" + anyView() + ".pipe", "FROM (ticks|pulses)\\b", "FROM $1 WHERE " + number + " = " + number);
    }

    /** A table with another sorting key. */
    Map<String, String> ofAKey() throws IOException {
        String key = KEYS.get(random.nextInt(KEYS.size()));
        return with(
                "datasources/ticks_rows.datasource",
                "ENGINE_SORTING_KEY \"[^\"]*\"",
                "ENGINE_SORTING_KEY \"" + key + "\"");
    }

    /** The pipe of a view. */
    String anyView() {
        return VIEWS.get(random.nextInt(VIEWS.size()));
    }

    private Map<String, String> with(String file, String pattern, String replacement) throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (String folder : FOLDERS) { // not all: files of the lake come and go while they are listed
            try (Stream<Path> all = Files.list(project.resolve(folder))) {
                for (Path path : all.toList()) {
                    files.put(folder + "/" + path.getFileName(), Files.readString(path));
                }
            }
        }
        String before = files.get(file);
        String after = Pattern.compile(pattern).matcher(before).replaceFirst(replacement);
        if (after.equals(before) && !replacement.startsWith("ENGINE")) {
            throw new IllegalStateException(file + " has nothing like " + pattern);
        }
        files.put(file, after);
        return files;
    }
}
