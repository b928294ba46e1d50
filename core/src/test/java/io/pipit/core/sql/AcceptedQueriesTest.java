package io.pipit.core.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The parser reads what the engine that defined the dialect reads, and refuses what it refuses: see {@code dialect/accepted.txt}. */
class AcceptedQueriesTest {
    private static final Map<String, String> PARAMETERS = Map.of("p", "1", "t", "events", "c", "name");

    private final Dialect dialect = new Dialect();

    @Test
    void readsWhatTheEngineReads() throws IOException {
        List<String> wrong = new ArrayList<>();
        int count = 0;
        for (String line : Files.readAllLines(Path.of("src", "test", "resources", "dialect", "accepted.txt"))) {
            boolean accepted = line.startsWith("+ ") || line.startsWith("~+ ");
            if (accepted || line.startsWith("! ") || line.startsWith("~! ")) {
                count++;
                check(line.substring(line.indexOf(' ') + 1), accepted, wrong);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(count).isGreaterThan(400);
    }

    private void check(String query, boolean accepted, List<String> wrong) {
        Map<String, String> parameters = query.contains("Array(") ? Map.of("p", "['a']") : PARAMETERS;
        try {
            dialect.parse(query, "query", 1, parameters);
            if (!accepted) {
                wrong.add("is read: " + query);
            }
        } catch (PipitException e) {
            if (accepted) {
                wrong.add("is refused: " + query + ": " + e.getMessage());
            }
        }
    }
}
