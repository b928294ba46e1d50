package io.pipit.cli.testing;

import java.util.List;
import java.util.Optional;

/**
 * What became of a test.
 *
 * @param test which
 * @param problems why it failed, line by line; empty when it passed
 * @param millis how long it took
 * @param answer what came back, for recording it
 */
record TestOutcome(TestCase test, List<String> problems, long millis, Optional<Answer> answer) {
    /** An answer: rows as NDJSON with status 200, or an error's text with its status. */
    record Answer(int status, String text) {}

    boolean passed() {
        return problems.isEmpty();
    }
}
