package io.pipit.core.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.project.ProjectCompiler.Compilation;
import java.util.Map;
import java.util.TreeMap;

/** A small project to change: a data source, and a view of it. */
abstract class CompiledTexts {
    static final String EVENTS = """
            SCHEMA >
                `id` String `json:$.id`,
                `at` DateTime `json:$.at`,
                `n` Int32 `json:$.n` DEFAULT 1

            ENGINE MergeTree
            ENGINE_SORTING_KEY at
            """;
    static final String HOURS = """
            SCHEMA >
                hour DateTime,
                n AggregateFunction(sum, Int32)
            ENGINE "AggregatingMergeTree"
            ENGINE_SORTING_KEY "hour"
            """;
    static final String VIEW = """
            NODE by_hour
            SQL >
                SELECT toStartOfHour(at) AS hour, sumState(n) AS n FROM events GROUP BY hour
            TYPE materialized
            DATASOURCE hours
            """;

    final Map<String, String> texts = new TreeMap<>(Map.of(
            "datasources/events.datasource", EVENTS, "datasources/hours.datasource", HOURS, "pipes/view.pipe", VIEW));

    Compilation compile() {
        return new ProjectCompiler().compile(ProjectFiles.of(texts));
    }

    Plan plan() {
        Compilation compiled = compile();
        assertThat(compiled.problems().stream().filter(p -> p.severity() == Problem.Severity.ERROR))
                .isEmpty();
        return compiled.plan().orElseThrow();
    }

    Problem onlyProblem() {
        Compilation compiled = compile();
        assertThat(compiled.problems()).hasSize(1);
        Problem problem = compiled.problems().get(0);
        assertThat(compiled.plan().isPresent()).isEqualTo(problem.severity() == Problem.Severity.WARNING);
        return problem;
    }

    static String endpoint(String sql) {
        return "NODE n\nSQL >\n" + sql.indent(4) + "\nTYPE endpoint\n";
    }
}
