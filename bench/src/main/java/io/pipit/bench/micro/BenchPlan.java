package io.pipit.bench.micro;

import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The project of the benchmarks, compiled. */
final class BenchPlan {
    private BenchPlan() {}

    static Plan compile(Path home) throws IOException {
        Map<String, String> texts = new HashMap<>();
        Path example = home.resolve("examples/web-analytics");
        add(texts, example, List.of("datasources", "materializations"));
        add(texts, home.resolve("bench/project"), List.of("endpoints"));
        return new ProjectCompiler().compile(ProjectFiles.of(texts)).plan().orElseThrow();
    }

    private static void add(Map<String, String> texts, Path root, List<String> folders) throws IOException {
        for (String folder : folders) {
            try (Stream<Path> files = Files.list(root.resolve(folder))) {
                for (Path file : files.toList()) {
                    texts.put(root.relativize(file).toString(), Files.readString(file));
                }
            }
        }
    }
}
