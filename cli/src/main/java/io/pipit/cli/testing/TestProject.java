package io.pipit.cli.testing;

import io.pipit.cli.workspace.Fixture;
import io.pipit.cli.workspace.FixtureFolder;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.core.project.Problem;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The folder of a project as tests see it. */
final class TestProject {
    private final Path root;
    private final FixtureFolder fixtures;

    TestProject(Path root) {
        this.root = root.toAbsolutePath().normalize();
        this.fixtures = new FixtureFolder(this.root);
    }

    Path root() {
        return root;
    }

    /**
     * The compiled project.
     *
     * @throws PipitException {@code INVALID_PROJECT} with every problem
     */
    Plan plan() {
        ProjectCompiler.Compilation compiled = new ProjectCompiler().compile(ProjectFolder.read(root));
        return compiled.plan()
                .orElseThrow(() -> new PipitException(
                        ErrorCode.INVALID_PROJECT,
                        compiled.problems().stream().map(Problem::toString).collect(Collectors.joining("\n"))
                                + "\nThe project does not build, so its tests cannot run."));
    }

    /** The texts of the test files, by path relative to the project. */
    SortedMap<String, String> testFiles() {
        SortedMap<String, String> files = new TreeMap<>();
        Path folder = root.resolve("tests");
        if (!Files.isDirectory(folder)) {
            return files;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(f -> f.toString().matches(".*\\.ya?ml")).toList()) {
                files.put(root.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            }
            return files;
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.INVALID_PROJECT, "The tests in " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Every fixture of the project, also those for no data source. */
    Map<String, Fixture> fixtures() {
        return fixtures.all();
    }

    /** The fixtures that a test runs with: the project's, its file's, its own. */
    List<Fixture> fixturesOf(TestCase test, Map<String, Fixture> shared) {
        Map<String, Fixture> own = fixtures.of(TestFile.pipe(test.file()));
        if (own.isEmpty() && test.fixtures().isEmpty()) {
            return new ArrayList<>(shared.values());
        }
        Map<String, Fixture> all = new LinkedHashMap<>(shared);
        all.putAll(own);
        test.fixtures().forEach((name, given) -> all.put(name, given(test, name, given)));
        return new ArrayList<>(all.values());
    }

    private Fixture given(TestCase test, String dataSource, String given) {
        boolean path = !given.isBlank()
                && given.indexOf('\n') < 0
                && !given.stripLeading().startsWith("{");
        return path && Files.isRegularFile(root.resolve(given.strip()))
                ? fixtures.file(dataSource, Path.of(given.strip()))
                : new Fixture(dataSource, Fixture.Form.NDJSON, test.file() + " (" + test.name() + ")", given);
    }
}
