package io.pipit.core.project.lambda;

import io.pipit.core.project.Plan;
import io.pipit.core.project.Problem;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectCompiler.Compilation;
import io.pipit.core.project.ProjectFiles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Projects of one source and one copy that keeps its target fresh. */
final class LambdaProjects {
    static final String MERGE_TREE = "ENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"id\"\n";
    static final String REPLACING =
            "ENGINE \"ReplacingMergeTree\"\nENGINE_SORTING_KEY \"id\"\nENGINE_VER \"v\"\nENGINE_IS_DELETED \"gone\"\n";

    private static final String SOURCE = """
            SCHEMA >
                `id` UInt32 `json:$.id`,
                `tenant` String `json:$.tenant`,
                `ts` DateTime `json:$.ts`,
                `n` Int32 `json:$.n`,
                `v` UInt32 `json:$.v`,
                `gone` UInt8 `json:$.gone`,
                `note` Nullable(String) `json:$.note`,
                `tags` Array(String) `json:$.tags[:]`

            """;

    private LambdaProjects() {}

    /** A copy whose nodes run one after the other; {@code columns} are the target's, with types. */
    static Compilation compile(String engine, List<String> nodes, Map<String, String> columns) {
        return compile(engine, nodes, columns, "ENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"tuple()\"\n", Map.of());
    }

    static Compilation compile(
            String engine,
            List<String> nodes,
            Map<String, String> columns,
            String targetEngine,
            Map<String, String> more) {
        StringBuilder pipe = new StringBuilder();
        for (int i = 0; i < nodes.size(); i++) {
            pipe.append("NODE n")
                    .append(i)
                    .append("\nSQL >\n")
                    .append(nodes.get(i).indent(4))
                    .append('\n');
        }
        pipe.append("TYPE COPY\nTARGET_DATASOURCE target\nCOPY_MODE lambda\nCOPY_SCHEDULE @on-demand\n");
        String schema = columns.entrySet().stream()
                .map(c -> "    `" + c.getKey() + "` " + c.getValue())
                .collect(Collectors.joining(",\n", "SCHEMA >\n", "\n\n"));
        Map<String, String> files = new LinkedHashMap<>(more);
        files.put("datasources/source.datasource", SOURCE + engine);
        files.put("datasources/target.datasource", schema + targetEngine);
        files.put("pipes/copied.pipe", pipe.toString());
        return new ProjectCompiler().compile(ProjectFiles.of(files));
    }

    static Plan plan(Compilation compilation) {
        return compilation
                .plan()
                .orElseThrow(() -> new AssertionError(compilation.problems().toString()));
    }

    static Optional<LambdaPlan> lambda(Compilation compilation) {
        return plan(compilation).lambda("target");
    }

    static String warnings(Compilation compilation) {
        return compilation.problems().stream()
                .map(p -> p.position().file() + ":" + p.position().line() + " " + p.message())
                .collect(Collectors.joining("\n"));
    }

    static List<Problem> problems(Compilation compilation) {
        return compilation.problems();
    }
}
