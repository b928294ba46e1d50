package io.pipit.core.project.reconcile;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.project.Problem.Severity;
import io.pipit.core.project.table.ProblemSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads YAML of keys with values, and groups of such one level deep, with the line of each. */
final class YamlEntries {
    /** A value: its group or the empty text, its key, and where it stands. */
    record Entry(String group, String key, String value, int line) {}

    private final ProblemSink problems;
    private final List<Entry> entries = new ArrayList<>();
    private String group = "";
    private String key = "";
    private int depth;

    YamlEntries(ProblemSink problems) {
        this.problems = problems;
    }

    List<Entry> read(String text) {
        try (JsonParser parser = new YAMLFactory().createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                take(parser, token, parser.currentTokenLocation().getLineNr());
            }
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
            String why =
                    String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
            problem(line, "This is not YAML: " + why + ". Keys with values are expected, as in 'table: orders'.");
        } catch (IOException e) {
            throw new IllegalStateException(e); // texts do not fail
        }
        return entries;
    }

    private void take(JsonParser parser, JsonToken token, int line) throws IOException {
        switch (token) {
            case FIELD_NAME -> key = parser.currentName();
            case START_OBJECT -> {
                depth++;
                if (depth == 2) {
                    group = key;
                } else if (depth > 2) {
                    problem(line, "'" + key + "' is a group within a group; one value is expected.");
                    parser.skipChildren();
                    depth--;
                }
            }
            case END_OBJECT -> {
                depth--;
                group = "";
            }
            case START_ARRAY -> {
                problem(line, "'" + key + "' is a list; one value is expected.");
                parser.skipChildren();
            }
            default -> value(parser.getText(), line);
        }
    }

    private void value(String text, int line) {
        if (depth == 0) {
            problem(line, "Keys with values are expected, as in 'table: orders', not '" + text + "'.");
        } else {
            entries.add(new Entry(group, key, text.strip(), line));
        }
    }

    private void problem(int line, String message) {
        problems.add(Severity.ERROR, ErrorCode.FILE_SYNTAX, line, message);
    }
}
