package io.pipit.cli.format;

import io.pipit.core.project.Problem;
import io.pipit.core.project.Problem.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is wrong with files, as scripts and clients read it. */
public final class ProblemObjects {
    private ProblemObjects() {}

    /** The problems of one severity: {@code filename}, {@code line}, {@code code}, {@code error}. */
    public static List<Map<String, Object>> of(List<Problem> problems, Severity severity) {
        return problems.stream()
                .filter(p -> p.severity() == severity)
                .map(ProblemObjects::of)
                .toList();
    }

    private static Map<String, Object> of(Problem problem) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("filename", problem.position().file());
        body.put("line", problem.position().line());
        body.put("code", problem.code().name());
        body.put("error", problem.message());
        return body;
    }
}
