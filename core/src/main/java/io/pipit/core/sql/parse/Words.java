package io.pipit.core.sql.parse;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Words with a meaning in the grammar. */
final class Words {
    /** After an expression or a table these go on with the query, so they are not an alias without AS. */
    private static final Set<String> NOT_AN_ALIAS = Set.of(
            "FROM",
            "FINAL",
            "SAMPLE",
            "ARRAY",
            "LEFT",
            "RIGHT",
            "INNER",
            "FULL",
            "CROSS",
            "JOIN",
            "GLOBAL",
            "ANY",
            "ALL",
            "ASOF",
            "SEMI",
            "ANTI",
            "OUTER",
            "PASTE",
            "ON",
            "USING",
            "PREWHERE",
            "WHERE",
            "WINDOW",
            "QUALIFY",
            "GROUP",
            "WITH",
            "HAVING",
            "ORDER",
            "LIMIT",
            "OFFSET",
            "FETCH",
            "SETTINGS",
            "FORMAT",
            "UNION",
            "INTERSECT",
            "EXCEPT",
            "NOT",
            "BETWEEN",
            "LIKE",
            "ILIKE",
            "REGEXP",
            "AS",
            "AND",
            "OR",
            "IN",
            "IS",
            "DIV",
            "MOD",
            "ASC",
            "DESC",
            "ASCENDING",
            "DESCENDING",
            "NULLS",
            "THEN",
            "WHEN",
            "ELSE",
            "END",
            "BY",
            "OVER",
            "COLLATE",
            "INTO",
            "SELECT",
            "REPLACE",
            "APPLY",
            "NATURAL",
            "TOTALS",
            "ESCAPE",
            "IGNORE",
            "RESPECT");

    /** Where an expression should start these say that it is missing. */
    private static final Set<String> NOT_AN_EXPRESSION = Set.of(
            "FROM",
            "WHERE",
            "PREWHERE",
            "HAVING",
            "UNION",
            "AND",
            "OR",
            "THEN",
            "ELSE",
            "AS",
            "JOIN",
            "BETWEEN",
            "IN",
            "LIKE",
            "ILIKE",
            "IS",
            "SELECT",
            "LIMIT",
            "SETTINGS",
            "QUALIFY",
            "USING",
            "ESCAPE");

    /** Keywords that a misspelt word may have meant. */
    static final Set<String> KEYWORDS = Set.of(
            "SELECT",
            "FROM",
            "WHERE",
            "PREWHERE",
            "GROUP",
            "HAVING",
            "ORDER",
            "LIMIT",
            "OFFSET",
            "JOIN",
            "LEFT",
            "RIGHT",
            "INNER",
            "USING",
            "UNION",
            "DISTINCT",
            "BETWEEN",
            "INTERVAL",
            "WITH",
            "WINDOW",
            "QUALIFY",
            "SETTINGS",
            "FORMAT",
            "PARTITION",
            "INTERSECT",
            "EXCEPT",
            "INTERPOLATE");

    private static final Set<String> CALLED = Set.of("LIKE", "ILIKE", "AND", "OR", "IN");

    private static final Map<String, String> UNITS = Map.ofEntries(
            Map.entry("NANOSECOND", "Nanosecond"),
            Map.entry("MICROSECOND", "Microsecond"),
            Map.entry("MILLISECOND", "Millisecond"),
            Map.entry("SECOND", "Second"),
            Map.entry("MINUTE", "Minute"),
            Map.entry("HOUR", "Hour"),
            Map.entry("DAY", "Day"),
            Map.entry("WEEK", "Week"),
            Map.entry("MONTH", "Month"),
            Map.entry("QUARTER", "Quarter"),
            Map.entry("YEAR", "Year"));

    private static final Set<String> UNIT_FIRST = Set.of(
            "dateadd",
            "date_add",
            "datesub",
            "date_sub",
            "timestampadd",
            "timestamp_add",
            "timestampsub",
            "timestamp_sub",
            "datediff",
            "date_diff",
            "timestampdiff",
            "timestamp_diff",
            "date_trunc",
            "datetrunc");

    private static final Set<String> TYPE_PAIRS = Set.of(
            "DOUBLE PRECISION",
            "CHAR VARYING",
            "CHAR LARGE",
            "CHARACTER VARYING",
            "CHARACTER LARGE",
            "LARGE OBJECT",
            "NATIONAL CHAR",
            "NATIONAL CHARACTER",
            "NCHAR VARYING",
            "NCHAR LARGE",
            "BINARY VARYING",
            "BINARY LARGE",
            "INT SIGNED",
            "INT UNSIGNED",
            "INTEGER SIGNED",
            "INTEGER UNSIGNED",
            "TINYINT SIGNED",
            "TINYINT UNSIGNED",
            "SMALLINT SIGNED",
            "SMALLINT UNSIGNED",
            "MEDIUMINT SIGNED",
            "MEDIUMINT UNSIGNED",
            "BIGINT SIGNED",
            "BIGINT UNSIGNED",
            "INT1 SIGNED",
            "INT1 UNSIGNED");

    private Words() {}

    static boolean keyword(Token token) {
        return token.kind() == Token.Kind.NAME
                && (NOT_AN_ALIAS.contains(upper(token.text())) || KEYWORDS.contains(upper(token.text())));
    }

    static boolean mayBeAlias(Token token) {
        return token.kind() == Token.Kind.QUOTED_NAME
                || (token.kind() == Token.Kind.NAME && !NOT_AN_ALIAS.contains(upper(token.text())));
    }

    static boolean startsNoExpression(Token token) {
        return token.kind() == Token.Kind.NAME && NOT_AN_EXPRESSION.contains(upper(token.text()));
    }

    /** Whether a word ends a list after a comma, unless it is called as a function, as in {@code like(a, b)}. */
    static boolean startsNoExpression(Token token, Token next) {
        boolean called = next.isOperator("(") && CALLED.contains(upper(token.text()));
        return !called && token.kind() == Token.Kind.NAME && NOT_AN_EXPRESSION.contains(upper(token.text()));
    }

    /** The unit's name as the dialect's interval functions spell it: {@code Day} for {@code day} and {@code DAYS}. */
    static Optional<String> unit(String word) {
        String upper = upper(word);
        String unit = UNITS.get(upper);
        if (unit == null && upper.endsWith("S")) {
            unit = UNITS.get(upper.substring(0, upper.length() - 1));
        }
        return Optional.ofNullable(unit);
    }

    /** Whether a function takes a unit without quotes as its first argument. */
    static boolean takesUnitFirst(String function) {
        return UNIT_FIRST.contains(function.toLowerCase(Locale.ROOT));
    }

    /** Whether a word belongs to the type before it, as in {@code DOUBLE PRECISION}. */
    static boolean continuesType(String before, String word) {
        String pair = upper(before) + " " + upper(word);
        return TYPE_PAIRS.contains(pair);
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }
}
