package io.pipit.cli.workspace;

import io.pipit.cli.workspace.Fixture.Form;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Finds a project's fixtures: {@code fixtures/NAME.ndjson}, {@code .csv} or {@code .sql}, also in {@code datasources/fixtures}. Where a data
 * source has several, rows win over a query that generates them.
 */
public final class FixtureFolder {
    private static final List<String> FOLDERS = List.of("fixtures", "datasources/fixtures");

    private final Path root;

    /** Of a project folder. */
    public FixtureFolder(Path root) {
        this.root = root;
    }

    /** The project's fixtures by data source, in the order of names. */
    public Map<String, Fixture> all() {
        return all(unreadable -> {
            throw unreadable;
        });
    }

    /** Those that can be read; {@code unreadable} is told of the others. */
    public Map<String, Fixture> all(Consumer<PipitException> unreadable) {
        Map<String, Fixture> found = new LinkedHashMap<>();
        FOLDERS.forEach(folder -> read(root.resolve(folder), unreadable).forEach(found::putIfAbsent));
        return found;
    }

    /** Whether a file is a fixture of the project: not one of a test's own. */
    public boolean holds(Path file) {
        return FOLDERS.stream().anyMatch(folder -> root.resolve(folder).equals(file.getParent()))
                && Stream.of(Form.values()).anyMatch(form -> file.toString().endsWith(form.suffix()));
    }

    /** The fixtures of one test file, in a folder of its name. */
    public Map<String, Fixture> of(String testFile) {
        return read(root.resolve("fixtures").resolve(testFile), unreadable -> {
            throw unreadable;
        });
    }

    /** A file that a test names, relative to the project. */
    public Fixture file(String dataSource, Path file) {
        String name = file.getFileName().toString();
        Form form = Stream.of(Form.values())
                .filter(f -> name.endsWith(f.suffix()))
                .findFirst()
                .orElse(Form.NDJSON);
        return Fixture.read(dataSource, form, root, root.resolve(file));
    }

    /** Files whose names are no data sources: they are for loading by hand. */
    public static List<Fixture> strange(Collection<Fixture> fixtures, Collection<String> dataSources) {
        return fixtures.stream()
                .filter(f -> !dataSources.contains(f.dataSource()))
                .toList();
    }

    /** Paths of fixtures in the project, each with the name of the data source that it is for; nothing is read. */
    public Map<String, String> paths() {
        Map<String, String> paths = new TreeMap<>();
        for (String folder : FOLDERS) {
            for (Form form : Form.values()) {
                files(root.resolve(folder), form.suffix()).forEach(file -> {
                    String name = file.getFileName().toString();
                    paths.put(
                            folder + "/" + name,
                            name.substring(0, name.length() - form.suffix().length()));
                });
            }
        }
        return paths;
    }

    private Map<String, Fixture> read(Path folder, Consumer<PipitException> unreadable) {
        Map<String, Fixture> found = new LinkedHashMap<>();
        for (Form form : Form.values()) {
            for (Path file : files(folder, form.suffix())) {
                String name = file.getFileName().toString();
                String dataSource =
                        name.substring(0, name.length() - form.suffix().length());
                try {
                    found.computeIfAbsent(dataSource, d -> Fixture.read(d, form, root, file));
                } catch (PipitException e) {
                    unreadable.accept(e);
                }
            }
        }
        return found;
    }

    private static List<Path> files(Path folder, String suffix) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(suffix) && Files.isRegularFile(f))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
