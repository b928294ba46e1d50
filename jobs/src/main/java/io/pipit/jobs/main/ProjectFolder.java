package io.pipit.jobs.main;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.core.project.Problem;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads and compiles the datafiles of a folder. */
final class ProjectFolder {
    private ProjectFolder() {}

    static Plan compile(Path folder) {
        ProjectCompiler.Compilation compiled = new ProjectCompiler().compile(read(folder));
        return compiled.plan()
                .orElseThrow(() -> new PipitException(
                        ErrorCode.INVALID_PROJECT,
                        "The project in " + folder + " does not compile:\n"
                                + compiled.problems().stream()
                                        .map(Problem::toString)
                                        .collect(Collectors.joining("\n"))));
    }

    private static ProjectFiles read(Path folder) {
        SortedMap<String, String> texts = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(ProjectFolder::datafile).toList()) {
                texts.put(folder.relativize(path).toString().replace('\\', '/'), Files.readString(path));
            }
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.INVALID_PROJECT, "Cannot read the project in " + folder + ": " + e.getMessage(), e);
        }
        return new ProjectFiles(texts);
    }

    private static boolean datafile(Path path) {
        String name = path.getFileName().toString();
        return Stream.of(".datasource", ".pipe", ".connection").anyMatch(name::endsWith);
    }
}
