package io.pipit.core.sql;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The files of the suite: see {@code conformance/README.md}. */
final class ConformanceFiles {
    static final String DIFFERENCES = "known-differences.txt";

    private final Path folder;

    ConformanceFiles() {
        try {
            folder = Path.of(Objects.requireNonNull(ConformanceFiles.class.getResource("/conformance"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All cases, in the order of the files' names. */
    List<ConformanceCase> cases() throws IOException {
        List<ConformanceCase> cases = new ArrayList<>();
        for (Path file : list("*.txt")) {
            if (!file.getFileName().toString().equals(DIFFERENCES)) {
                cases.addAll(cases(file));
            }
        }
        return cases;
    }

    /** The cases of one file. */
    static List<ConformanceCase> cases(Path file) throws IOException {
        List<ConformanceCase> cases = new ArrayList<>();
        String name = file.getFileName().toString();
        for (String line : Files.readAllLines(file)) {
            int last = cases.size() - 1;
            String rest = line.length() > 2 ? line.substring(2) : "";
            if (line.startsWith("> ")) {
                cases.add(new ConformanceCase(name, rest, new ArrayList<>(), 0, false));
            } else if (line.startsWith("< ")) {
                cases.get(last).rows().add(rest);
            } else if (line.startsWith("! ") || line.startsWith("~ ")) {
                ConformanceCase c = cases.get(last);
                double tolerance = line.startsWith("~ ") ? Double.parseDouble(rest) : c.tolerance();
                cases.set(last, new ConformanceCase(name, c.query(), c.rows(), tolerance, line.startsWith("! ")));
            }
        }
        return cases;
    }

    /** The queries that make the tables, by the name of the table. */
    Map<String, String> tables() throws IOException {
        Map<String, String> tables = new LinkedHashMap<>();
        for (Path file : list("setup*.sql")) {
            String name = file.getFileName().toString();
            tables.put(
                    name.equals("setup.sql") ? "events" : name.substring("setup-".length(), name.length() - 4),
                    Files.readString(file));
        }
        return tables;
    }

    /** Queries whose answers differ from those of the engine, with the reason. */
    Map<String, String> differences() throws IOException {
        Map<String, String> reasons = new LinkedHashMap<>();
        String reason = "";
        for (String line : Files.readAllLines(folder.resolve(DIFFERENCES))) {
            if (line.startsWith("# ")) {
                reason = line.substring(2);
            } else if (line.startsWith("> ")) {
                reasons.put(line.substring(2), reason);
            }
        }
        return reasons;
    }

    private List<Path> list(String glob) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> folder.getFileSystem()
                            .getPathMatcher("glob:" + glob)
                            .matches(f.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
