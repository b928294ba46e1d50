package io.pipit.cli.testing;

import io.pipit.cli.client.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Outcomes for scripts, as one line of JSON. */
final class JsonReport {
    private JsonReport() {}

    static String of(List<TestOutcome> outcomes) {
        long passed = outcomes.stream().filter(TestOutcome::passed).count();
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("passed", passed);
        report.put("failed", outcomes.size() - passed);
        report.put("tests", outcomes.stream().map(JsonReport::test).toList());
        return Json.text(report);
    }

    private static Map<String, Object> test(TestOutcome outcome) {
        Map<String, Object> test = new LinkedHashMap<>();
        test.put("file", outcome.test().file());
        test.put("line", outcome.test().line());
        test.put("name", outcome.test().name());
        test.put("passed", outcome.passed());
        test.put("millis", outcome.millis());
        test.put("problems", outcome.problems());
        return test;
    }
}
