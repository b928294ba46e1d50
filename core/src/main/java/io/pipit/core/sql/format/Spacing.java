package io.pipit.core.sql.format;

import io.pipit.core.sql.format.Piece.Gap;
import io.pipit.core.sql.format.Piece.Kind;
import java.util.Set;

/** Which pieces have a blank between them on one line. */
final class Spacing {
    /** After these a bracket opens a list or a query and not the arguments of a call. */
    private static final Set<String> BEFORE_BRACKET = Set.of(
            "SELECT",
            "FROM",
            "PREWHERE",
            "WHERE",
            "BY",
            "HAVING",
            "LIMIT",
            "OFFSET",
            "UNION",
            "ALL",
            "JOIN",
            "AS",
            "CASE",
            "WHEN",
            "THEN",
            "ELSE",
            "IN",
            "BETWEEN",
            "ON",
            "USING",
            "OVER",
            "WITH",
            "INTERSECT",
            "DISTINCT",
            "END",
            "IS");
    /** Also names of functions: a bracket right behind them may open arguments, so it stays where it is. */
    private static final Set<String> AMBIGUOUS =
            Set.of("AND", "OR", "NOT", "LIKE", "ILIKE", "ARRAY", "VALUES", "EXISTS", "REPLACE", "EXCEPT", "INTERVAL");

    private Spacing() {}

    /** Whether a blank stands between two pieces on a line; {@code before} is the one before the left one. */
    static boolean blank(Piece before, Piece left, Piece right) {
        if (right.glued()) {
            return false;
        }
        if (right.symbol(",") || right.symbol(";") || right.kind() == Kind.CLOSE || left.kind() == Kind.OPEN) {
            return false;
        }
        if (left.symbol(".") || right.symbol(".")) {
            // 1 .5 would not be 1.5, nor {{ a }} .b the name {{ a }}.b
            boolean matters = left.kind() == Kind.NUMBER || right.kind() == Kind.NUMBER || left.tag() || right.tag();
            return matters && right.gap() != Gap.NONE;
        }
        if (left.symbol("::") || right.symbol("::") || left.symbol("@") || left.symbol("!")) {
            return false;
        }
        if (right.symbol("(")) {
            return bracket(before, left, right);
        }
        if (right.symbol("[")) {
            return !(left.kind() == Kind.CLOSE
                    || left.kind() == Kind.QUOTED_NAME
                    || left.kind() == Kind.WORD && !BEFORE_BRACKET.contains(left.upper()));
        }
        return !sign(before, left);
    }

    private static boolean bracket(Piece before, Piece left, Piece right) {
        return switch (left.kind()) {
            case WORD ->
                AMBIGUOUS.contains(left.upper())
                        ? right.gap() != Gap.NONE
                        : BEFORE_BRACKET.contains(left.upper()) && (before == null || !before.symbol("."));
            // quantile(0.5)(x) and `name`(x); a tag that gives a name stays as it was
            case CLOSE, QUOTED_NAME -> false;
            case VALUE_TAG, BLOCK_TAG, STRING, NUMBER -> right.gap() != Gap.NONE;
            default -> !sign(before, left);
        };
    }

    /** Whether the left piece is a sign and not a sum. */
    private static boolean sign(Piece before, Piece left) {
        if (!left.symbol("-") && !left.symbol("+")) {
            return false;
        }
        return before == null
                || before.kind() == Kind.OPEN
                || before.kind() == Kind.SYMBOL
                || before.kind() == Kind.WORD
                        && Casing.keyword(before.text())
                        && !before.is("NULL")
                        && !before.is("END");
    }
}
