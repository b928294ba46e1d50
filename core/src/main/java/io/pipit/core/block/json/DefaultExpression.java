package io.pipit.core.block.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A default expression that needs no engine: literals, lists of them, {@code now()} and its kind, conversions of these, and
 * the name of another column.
 *
 * @param kind what it is
 * @param text JSON for CONSTANT, a name for COLUMN, else the empty text
 */
record DefaultExpression(Kind kind, String text) {
    enum Kind {
        CONSTANT,
        NOW,
        TODAY,
        COLUMN,
        /** Needs the engine. */
        COMPUTED
    }

    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`|([A-Za-z_][A-Za-z0-9_]*)");
    private static final Pattern CALL = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)\\s*\\((.*)\\)", Pattern.DOTALL);
    private static final Pattern CONVERSION =
            Pattern.compile("to(UUID|Date|Date32|DateTime|DateTime64|String|FixedString|LowCardinality|Nullable|Bool"
                    + "|U?Int(8|16|32|64|128|256)|Float(32|64)|Decimal(32|64|128))");
    private static final Set<String> NOW_FUNCTIONS = Set.of("now", "now64", "current_timestamp", "nowinblock");

    /** Reads an expression; empty when it is more than this. */
    static Optional<DefaultExpression> read(String expression) {
        String text = expression.strip();
        Matcher name = NAME.matcher(text);
        if (NUMBER.matcher(text).matches()) {
            return constant(number(text));
        } else if (text.startsWith("'") || text.startsWith("[")) {
            return json(text).flatMap(DefaultExpression::constant);
        } else if (name.matches()) {
            return Optional.of(word(name.group(1) != null ? name.group(1) : name.group(2)));
        }
        Matcher call = CALL.matcher(text);
        return call.matches() ? call(call.group(1), call.group(2)) : Optional.empty();
    }

    private static DefaultExpression word(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "true", "false", "null" -> new DefaultExpression(Kind.CONSTANT, word.toLowerCase(Locale.ROOT));
            case "current_timestamp" -> new DefaultExpression(Kind.NOW, "");
            default -> new DefaultExpression(Kind.COLUMN, word);
        };
    }

    private static Optional<DefaultExpression> call(String function, String arguments) {
        String lower = function.toLowerCase(Locale.ROOT);
        if (NOW_FUNCTIONS.contains(lower)) {
            return Optional.of(new DefaultExpression(Kind.NOW, ""));
        } else if (lower.equals("today") || lower.equals("current_date")) {
            return Optional.of(new DefaultExpression(Kind.TODAY, ""));
        } else if (lower.equals("map") && arguments.isBlank()) {
            return constant("{}");
        }
        boolean conversion = CONVERSION.matcher(function).matches();
        return conversion
                ? split(arguments)
                        .flatMap(a -> a.isEmpty() ? Optional.empty() : read(a.get(0)))
                        .filter(e -> e.kind() != Kind.COLUMN)
                : Optional.empty();
    }

    /** A text or a list in the dialect as JSON. */
    private static Optional<String> json(String literal) {
        String text = literal.strip();
        if (NUMBER.matcher(text).matches()) {
            return Optional.of(number(text));
        } else if (text.length() > 1 && text.startsWith("'") && closing(text, 0) == text.length() - 1) {
            return Optional.of(quoted(unescaped(text.substring(1, text.length() - 1))));
        } else if (text.startsWith("[") && text.endsWith("]")) {
            return split(text.substring(1, text.length() - 1)).flatMap(DefaultExpression::list);
        }
        String word = text.toLowerCase(Locale.ROOT);
        return Set.of("true", "false", "null").contains(word) ? Optional.of(word) : Optional.empty();
    }

    private static Optional<String> list(List<String> elements) {
        List<String> out = new ArrayList<>();
        for (String element : elements) {
            Optional<String> json = json(element);
            if (json.isEmpty()) {
                return Optional.empty();
            }
            out.add(json.get());
        }
        return Optional.of("[" + String.join(",", out) + "]");
    }

    /** Splits at commas outside of quotes and brackets; empty when these do not match. */
    private static Optional<List<String>> split(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'') {
                i = closing(text, i);
            } else if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
            depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
        }
        if (depth != 0) {
            return Optional.empty();
        }
        if (!text.substring(start).isBlank()) {
            parts.add(text.substring(start));
        }
        return Optional.of(parts);
    }

    /** Index of the quote that closes the one at an index, or the end of the text. */
    private static int closing(String text, int open) {
        for (int i = open + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '\'') {
                if (i + 1 < text.length() && text.charAt(i + 1) == '\'') {
                    i++;
                } else {
                    return i;
                }
            }
        }
        return text.length();
    }

    private static String unescaped(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (i + 1 < text.length() && (c == '\\' || c == '\'')) {
                c = text.charAt(++i);
                c = text.charAt(i - 1) == '\'' ? '\'' : c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
            }
            out.append(c);
        }
        return out.toString();
    }

    private static String number(String text) {
        String plain = text.startsWith("+") ? text.substring(1) : text;
        boolean fits = plain.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][-+]?\\d+)?");
        return fits ? plain : quoted(plain); // 007 and .5 are numbers in the dialect but not in JSON
    }

    /** A text as JSON. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    private static Optional<DefaultExpression> constant(String json) {
        return Optional.of(new DefaultExpression(Kind.CONSTANT, json));
    }
}
