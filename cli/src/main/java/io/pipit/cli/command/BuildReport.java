package io.pipit.cli.command;

import io.pipit.cli.client.Json;
import io.pipit.cli.format.ProblemObjects;
import io.pipit.core.error.Counted;
import io.pipit.core.project.Lineage;
import io.pipit.core.project.Plan;
import io.pipit.core.project.Problem.Severity;
import io.pipit.core.project.ProjectCompiler.Compilation;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a compilation says: every problem with its file and line, then what the project has.
 *
 * @param compilation of the project
 * @param files number of datafiles
 * @param seconds that it took
 */
record BuildReport(Compilation compilation, int files, double seconds) {
    boolean failed() {
        return compilation.plan().isEmpty();
    }

    void print(PrintWriter out, PrintWriter err) {
        compilation.problems().forEach(err::println);
        err.flush();
        out.println(summary());
        out.flush();
    }

    private String summary() {
        String counts =
                Counted.of(count(Severity.ERROR), "error") + ", " + Counted.of(count(Severity.WARNING), "warning");
        String time = String.format(Locale.ROOT, "%.1f s", seconds);
        if (compilation.plan().isEmpty()) {
            return counts + " in " + Counted.of(files, "file") + " (" + time + ")";
        }
        Plan plan = compilation.plan().get();
        return "Project is fine: " + Counted.of(dataSources(plan), "data source") + ", "
                + Counted.of(plan.views().size(), "materialized view") + ", "
                + Counted.of(plan.copies().size(), "copy pipe") + ", "
                + Counted.of(endpoints(plan), "endpoint") + "; "
                + counts + " in " + Counted.of(files, "file") + " (" + time + ")";
    }

    void printJson(PrintWriter out) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("result", failed() ? "failed" : "success");
        compilation.plan().ifPresent(plan -> {
            body.put("datasources", dataSources(plan));
            body.put("materialized_views", plan.views().size());
            body.put("copies", plan.copies().size());
            body.put("endpoints", endpoints(plan));
        });
        body.put("files", files);
        body.put("errors", ProblemObjects.of(compilation.problems(), Severity.ERROR));
        body.put("warnings", ProblemObjects.of(compilation.problems(), Severity.WARNING));
        body.put("seconds", Math.round(seconds * 1000) / 1000.0);
        out.println(Json.text(body));
        out.flush();
    }

    private static int dataSources(Plan plan) {
        return (int) Lineage.of(plan).nodes().stream()
                .filter(n -> n.kind() == Lineage.Kind.LANDING || n.kind() == Lineage.Kind.TABLE)
                .count();
    }

    private static int endpoints(Plan plan) {
        return (int)
                plan.endpoints().values().stream().filter(e -> e.published()).count();
    }

    private long count(Severity severity) {
        return compilation.problems().stream()
                .filter(p -> p.severity() == severity)
                .count();
    }
}
