package io.pipit.core.block.json;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where an event holds the value of a column: {@code $} (the whole event), {@code $.a}, {@code $.a.b}, {@code $.a[:]} (each
 * element of an array), {@code $.a[:].b}. Names that are not plain are quoted: {@code $.['a.b']}.
 *
 * @param steps names of members, and {@link #EACH} for the elements of an array
 */
public record JsonPath(List<String> steps) {
    /** The step into each element of an array; no name contains a NUL. */
    public static final String EACH = "\0each";

    /** Copies the steps. */
    public JsonPath {
        steps = List.copyOf(steps);
    }

    /** Whether the path leads into the elements of an array. */
    public boolean each() {
        return steps.contains(EACH);
    }

    /**
     * Reads a path.
     *
     * @throws PipitException {@code INVALID_PROJECT} that says what is wrong with it
     */
    public static JsonPath parse(String text) {
        return new Parser(text.strip()).parse();
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder("$");
        steps.forEach(s -> out.append(s.equals(EACH) ? "[:]" : "." + s));
        return out.toString();
    }

    private static final class Parser {
        private final String text;
        private final List<String> steps = new ArrayList<>();
        private int at;

        Parser(String text) {
            this.text = text;
        }

        JsonPath parse() {
            if (!text.startsWith("$")) {
                throw error("it starts with '$', as in '$.user.id'");
            }
            at = 1;
            while (at < text.length()) {
                step();
            }
            if (steps.stream().filter(EACH::equals).count() > 1) {
                throw error("only one '[:]' is supported");
            }
            return new JsonPath(steps);
        }

        private void step() {
            if (text.startsWith("[:]", at) || text.startsWith("[*]", at)) {
                steps.add(EACH);
                at += "[:]".length();
            } else if (text.charAt(at) == '[') {
                bracket();
            } else if (text.charAt(at) == '.') {
                at++;
                if (at < text.length() && text.charAt(at) == '[') {
                    bracket();
                } else {
                    member();
                }
            } else {
                throw error("expected '.' or '[:]' at '" + text.substring(at) + "'");
            }
        }

        private void bracket() {
            char quote = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
            int end = quote == '\'' || quote == '"' ? text.indexOf(quote + "]", at + 2) : -1;
            if (end < 0) {
                throw error("in brackets stands ':' for each element, or a name in quotes");
            }
            steps.add(text.substring(at + 2, end));
            at = end + 2;
        }

        private void member() {
            int end = at;
            while (end < text.length() && text.charAt(end) != '.' && text.charAt(end) != '[') {
                end++;
            }
            if (end == at) {
                throw error("a name is missing behind '.'");
            }
            steps.add(text.substring(at, end));
            at = end;
        }

        private PipitException error(String rule) {
            return new PipitException(
                    ErrorCode.INVALID_PROJECT, "The JSON path '" + text + "' cannot be read: " + rule + ".");
        }
    }
}
