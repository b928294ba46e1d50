package io.pipit.cli.testing;

import java.io.PrintWriter;
import java.util.List;

/** Outcomes for people: a line a test, what differs below it, and the sum as the last line. */
final class TextReport {
    private final PrintWriter out;

    TextReport(PrintWriter out) {
        this.out = out;
    }

    void print(List<TestOutcome> outcomes) {
        String file = "";
        for (TestOutcome outcome : outcomes) {
            if (!outcome.test().file().equals(file)) {
                file = outcome.test().file();
                out.println(file);
            }
            print(outcome);
        }
        out.println(outcomes.isEmpty() ? "" : "\n" + sum(outcomes));
        if (outcomes.isEmpty()) {
            out.println("There are no tests in tests/. 'pipit test create PIPE' makes a first one.\n");
            out.println(sum(outcomes));
        }
        out.flush();
    }

    private void print(TestOutcome outcome) {
        TestCase test = outcome.test();
        if (outcome.passed()) {
            out.println("  ✓ " + test.name());
            return;
        }
        String line = "line " + test.line();
        out.println("  ✗ " + (test.name().equals(line) ? line : test.name() + " (" + line + ")"));
        outcome.problems().forEach(problem -> problem.lines().forEach(text -> out.println("      " + text)));
    }

    static String sum(List<TestOutcome> outcomes) {
        long passed = outcomes.stream().filter(TestOutcome::passed).count();
        return passed + " passed, " + (outcomes.size() - passed) + " failed";
    }
}
