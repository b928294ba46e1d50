package io.pipit.core.project;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.error.SourcePosition;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a {@code .env} file: lines {@code NAME=value}, the value bare, in single quotes (as it is) or in double quotes
 * (with {@code \n}, {@code \"} and {@code \\}; it may span lines). {@code #} starts a comment, {@code export} may lead a line.
 */
public final class EnvFile {
    private static final Pattern LINE =
            Pattern.compile("(?m)\\G(?:[ \\t]*(?:#[^\\n]*)?(?:\\n|$)|[ \\t]*(?:export[ \\t]+)?"
                    + "(?<name>[A-Za-z_][\\w.-]*)[ \\t]*=[ \\t]*"
                    + "(?:\"(?<double>(?:[^\"\\\\]|\\\\.)*+)\"|'(?<single>[^']*+)'|(?<bare>[^\\n#'\"](?:[^\\n#]|(?<![ \\t])#)*+)?)"
                    + "[ \\t]*(?:#[^\\n]*)?(?:\\n|\\z))");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)", Pattern.DOTALL);
    private static final Pattern PLAIN = Pattern.compile("[\\w./:@%+,=-]+");

    private EnvFile() {}

    /**
     * Reads the values.
     *
     * @param origin what an error names
     * @throws PipitException {@code FILE_SYNTAX} with the line; never with what stands in it
     */
    public static SortedMap<String, String> read(String text, String origin) {
        String plain = text.replace("\r\n", "\n");
        SortedMap<String, String> values = new TreeMap<>();
        Matcher line = LINE.matcher(plain);
        int end = 0;
        while (end < plain.length()) {
            if (!line.find(end) || line.end() == end) {
                int number = (int) plain.substring(0, end)
                                .chars()
                                .filter(c -> c == '\n')
                                .count()
                        + 1;
                throw new PipitException(
                        ErrorCode.FILE_SYNTAX,
                        "The line is not understood; expected NAME=value, the value in quotes where it has blanks.",
                        new SourcePosition(origin, number, 0),
                        null);
            }
            end = line.end();
            if (line.group("name") != null) {
                values.put(line.group("name"), value(line));
            }
        }
        return values;
    }

    private static String value(Matcher line) {
        if (line.group("double") != null) {
            return ESCAPE.matcher(line.group("double"))
                    .replaceAll(m -> Matcher.quoteReplacement(m.group(1).equals("n") ? "\n" : m.group(1)));
        } else if (line.group("single") != null) {
            return line.group("single");
        }
        return line.group("bare") == null ? "" : line.group("bare").strip();
    }

    /** Values as such a text. */
    public static String write(Map<String, String> values) {
        StringBuilder out = new StringBuilder();
        new TreeMap<>(values)
                .forEach((name, value) ->
                        out.append(name).append('=').append(quoted(value)).append('\n'));
        return out.toString();
    }

    private static String quoted(String value) {
        return PLAIN.matcher(value).matches()
                ? value
                : "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }
}
