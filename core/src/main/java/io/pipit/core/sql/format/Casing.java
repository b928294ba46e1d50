package io.pipit.core.sql.format;

import io.pipit.core.sql.format.Piece.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Writes keywords in capitals where it is sure that they are keywords: a column may be called {@code offset}, {@code desc} or {@code end}. */
final class Casing {
    /** Never names without quotes. */
    private static final Set<String> HARD = Set.of(
            "SELECT",
            "FROM",
            "PREWHERE",
            "WHERE",
            "HAVING",
            "UNION",
            "JOIN",
            "AS",
            "AND",
            "OR",
            "CASE",
            "WHEN",
            "THEN",
            "ELSE",
            "NULL");
    /** Keywords behind an operand. */
    private static final Set<String> BEHIND_OPERAND =
            Set.of("IN", "LIKE", "ILIKE", "BETWEEN", "IS", "ASC", "DESC", "ON", "USING", "NOT");

    private static final Set<String> JOIN_WORDS = Set.of(
            "LEFT", "RIGHT", "INNER", "FULL", "CROSS", "OUTER", "ANY", "ALL", "SEMI", "ANTI", "ASOF", "ARRAY",
            "GLOBAL");

    private final List<Piece> pieces;
    private int cases;

    private Casing(List<Piece> pieces) {
        this.pieces = pieces;
    }

    static List<Piece> of(List<Piece> pieces) {
        return new Casing(pieces).written();
    }

    /** Whether two spellings of a word may be the same keyword. */
    static boolean keyword(String word) {
        String upper = word.toUpperCase(Locale.ROOT);
        return HARD.contains(upper)
                || BEHIND_OPERAND.contains(upper)
                || JOIN_WORDS.contains(upper)
                || Set.of(
                                "GROUP",
                                "ORDER",
                                "BY",
                                "LIMIT",
                                "OFFSET",
                                "PARTITION",
                                "OVER",
                                "INTERVAL",
                                "DISTINCT",
                                "END",
                                "WITH")
                        .contains(upper);
    }

    private List<Piece> written() {
        List<Piece> written = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            String text = piece.text();
            if (piece.tag()) {
                text = Tags.plain(text);
            } else if (piece.kind() == Kind.WORD && !piece.glued() && capitals(i)) {
                text = piece.upper();
            }
            written.add(new Piece(piece.kind(), text, piece.gap(), piece.glued()));
        }
        return written;
    }

    private boolean capitals(int i) {
        Piece before = near(i, -1);
        Piece after = near(i, 1);
        if (before != null && (before.symbol(".") || before.is("AS"))
                || after != null && (after.symbol(".") || after.glued())) {
            return false;
        }
        String word = pieces.get(i).upper();
        boolean called = after != null && after.symbol("(") && after.gap() == Piece.Gap.NONE;
        return switch (word) {
            case "CASE" -> ++cases > 0 && !called;
            case "END" -> cases > 0 && cases-- > 0;
            case "AND", "OR", "NOT" -> !called;
            case "GROUP", "ORDER", "PARTITION" -> after != null && after.is("BY");
            case "BY" -> before != null && behindBy(before);
            case "LIMIT", "OFFSET", "INTERVAL" -> !called && value(after);
            case "OVER" -> after != null && after.symbol("(") && operand(before);
            case "DISTINCT" -> before != null && (before.is("SELECT") || before.is("UNION") || before.symbol("("));
            case "WITH" -> before == null || before.symbol("(");
            case "LIKE", "ILIKE" -> operand(before) && !called;
            default ->
                HARD.contains(word)
                        || BEHIND_OPERAND.contains(word) && operand(before)
                        || JOIN_WORDS.contains(word) && joins(before, after);
        };
    }

    private static boolean joins(Piece before, Piece after) {
        boolean joins = after != null && (after.is("JOIN") || JOIN_WORDS.contains(after.upper()));
        return joins || before != null && before.is("UNION");
    }

    private static boolean behindBy(Piece before) {
        return before.is("GROUP")
                || before.is("ORDER")
                || before.is("PARTITION")
                || before.kind() == Kind.NUMBER
                || before.kind() == Kind.VALUE_TAG;
    }

    private static boolean value(Piece after) {
        return after != null
                && (after.kind() == Kind.NUMBER || after.kind() == Kind.VALUE_TAG || after.kind() == Kind.STRING);
    }

    private static boolean operand(Piece before) {
        if (before == null) {
            return false;
        }
        return switch (before.kind()) {
            case NUMBER, STRING, QUOTED_NAME, CLOSE, VALUE_TAG -> true;
            case WORD ->
                before.is("NULL")
                        || before.is("END")
                        || before.is("NOT")
                        || before.is("IS")
                        || !HARD.contains(before.upper()) && !before.is("DISTINCT") && !before.is("BY");
            default -> false;
        };
    }

    /** The next piece that is SQL. */
    private Piece near(int i, int step) {
        int at = i + step;
        while (at >= 0 && at < pieces.size() && pieces.get(at).comment()) {
            at += step;
        }
        return at >= 0 && at < pieces.size() ? pieces.get(at) : null;
    }
}
