package io.pipit.cli.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One test.
 *
 * @param file of the test, relative to the project
 * @param line where it starts
 * @param name unique in its file
 * @param question what is asked
 * @param expected what has to come back
 * @param fixtures rows that this test alone has, by data source: a path in the project or the rows themselves
 * @param now what {@code now()} is, where the test says it
 * @param problem why the test cannot run; empty when it can
 */
record TestCase(
        String file,
        int line,
        String name,
        Question question,
        Expected expected,
        Map<String, String> fixtures,
        Optional<Instant> now,
        String problem) {

    /** A pipe with parameters; where there is SQL it is asked instead, and the pipe may be called {@code _} in it. */
    record Question(String pipe, Map<String, List<String>> parameters, String sql) {}

    /**
     * What has to come back.
     *
     * @param rows one JSON object each
     * @param recorded whether the test says anything about rows
     * @param status of the answer
     */
    record Expected(List<JsonNode> rows, boolean recorded, int status) {
        static final int OK = 200;

        boolean failure() {
            return status >= 400;
        }
    }
}
