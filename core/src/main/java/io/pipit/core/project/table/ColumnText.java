package io.pipit.core.project.table;

import io.pipit.core.block.Column;
import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.TypeParser;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one column: name, type, then JSON path, default and codec in any order. */
final class ColumnText {
    /** Members of a Nested column have names with dots, as in {@code n.a}. */
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)*");

    private static final Pattern NAME =
            Pattern.compile("(`(?<quoted>[^`]+)`|\"(?<double>[^\"]+)\"|(?<plain>[\\w.]+))\\s*");
    private static final Pattern JSON_PATH = Pattern.compile("(`json:(?<quoted>[^`]*)`|json:(?<plain>[^\\s,]+))");
    private static final Pattern NEXT_CLAUSE =
            Pattern.compile("(`json:|json:\\$|(?i:CODEC\\s*\\(|TTL\\s|COMMENT\\s|DEFAULT\\s|NOT\\s+NULL|NULL))");
    private static final Pattern PATH = Pattern.compile("\\$|\\$(\\.[^.\\[\\]\\s]+|\\[:\\]|\\[['\"][^'\"]+['\"]\\])+");

    private final String text;
    private String jsonPath = "";
    private String defaultExpression = "";
    private boolean nullable;

    private ColumnText(String text) {
        this.text = text;
    }

    /**
     * Reads a column.
     *
     * @throws PipitException {@code FILE_SYNTAX} or {@code UNKNOWN_TYPE}
     */
    static Column read(String text) {
        return new ColumnText(text).read();
    }

    private Column read() {
        Matcher name = NAME.matcher(text);
        if (!name.lookingAt()) {
            throw error("A column starts with its name, not with '" + shortened(text) + "'.");
        }
        String column = name.group("quoted") != null
                ? name.group("quoted")
                : name.group("double") != null ? name.group("double") : name.group("plain");
        if (!PLAIN_NAME.matcher(column).matches()) {
            throw error(
                    "'" + column + "' is not a column name: use letters, digits and '_', not starting with a digit.");
        }
        if (name.end() == text.length()) {
            throw error("The column '" + column + "' has no type, for instance `" + column + "` String.");
        }
        TypeParser.Prefix type = TypeParser.parsePrefix(text, name.end());
        clauses(column, type.end());
        DataType resolved = nullable && !type.type().nullable() ? new DataType.NullableType(type.type()) : type.type();
        checkPath(column, resolved);
        return new Column(column, resolved, jsonPath, defaultExpression);
    }

    private void clauses(String column, int from) {
        int at = skipBlanks(from);
        while (at < text.length()) {
            at = skipBlanks(clause(column, at));
        }
    }

    private int clause(String column, int at) {
        Matcher path = JSON_PATH.matcher(text).region(at, text.length());
        if (path.lookingAt()) {
            jsonPath = (path.group("quoted") != null ? path.group("quoted") : path.group("plain")).strip();
            return path.end();
        }
        String word = wordAt(at);
        return switch (word.toUpperCase(Locale.ROOT)) {
            case "DEFAULT" -> {
                int end = endOfClause(at + word.length());
                defaultExpression = text.substring(at + word.length(), end).strip();
                if (defaultExpression.isEmpty()) {
                    throw error("The column '" + column + "' has DEFAULT without a value, for instance DEFAULT 0.");
                }
                yield end;
            }
            case "CODEC", "TTL", "COMMENT" -> endOfClause(at + word.length());
            case "NULL" -> {
                nullable = true;
                yield at + word.length();
            }
            case "NOT" -> endOfClause(at + word.length());
            case "MATERIALIZED", "ALIAS", "EPHEMERAL" ->
                throw error("The column '" + column + "' is " + word.toUpperCase(Locale.ROOT)
                        + "; compute it in a materialized pipe instead.");
            default ->
                throw error("After the type of column '" + column + "' there is '" + shortened(text.substring(at))
                        + "'; expected `json:$.path`, DEFAULT, CODEC or a comma.");
        };
    }

    /** A clause ends where the next one starts, outside of brackets and quotes. */
    private int endOfClause(int from) {
        int depth = 0;
        int i = from;
        while (i < text.length()) {
            char c = text.charAt(i);
            boolean wordStart = i > from && !Character.isLetterOrDigit(text.charAt(i - 1));
            Matcher next = NEXT_CLAUSE.matcher(text).region(i, text.length());
            if (depth == 0
                    && wordStart
                    && next.lookingAt()
                    && !text.substring(from, i).isBlank()) {
                return i;
            }
            if (c == '\'' || c == '"' || c == '`') {
                i = afterQuote(i);
                continue;
            }
            depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
            i++;
        }
        return text.length();
    }

    private int afterQuote(int start) {
        for (int i = start + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == text.charAt(start)) {
                return i + 1;
            }
        }
        throw error("The quote that starts at '" + shortened(text.substring(start)) + "' is not closed.");
    }

    private void checkPath(String column, DataType type) {
        if (jsonPath.isEmpty()) {
            return;
        }
        if (!PATH.matcher(jsonPath).matches()) {
            throw error("The JSON path '" + jsonPath + "' of column '" + column
                    + "' is not understood; expected a form such as $.name, $.user.id or $.items[:].");
        }
        if (jsonPath.contains("[:]") && !(type.bare() instanceof DataType.ArrayType)) {
            throw error("The JSON path '" + jsonPath + "' of column '" + column + "' gives an array, but its type is "
                    + type + "; write Array(" + type + ").");
        }
    }

    private String wordAt(int at) {
        int end = at;
        while (end < text.length() && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
            end++;
        }
        return text.substring(at, end);
    }

    private int skipBlanks(int at) {
        int i = at;
        while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static String shortened(String text) {
        String line = text.lines().findFirst().orElse("").strip();
        return line.length() > 40 ? line.substring(0, 40) + "…" : line;
    }

    private static PipitException error(String message) {
        return new PipitException(ErrorCode.FILE_SYNTAX, message);
    }
}
