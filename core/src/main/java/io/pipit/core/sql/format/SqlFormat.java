package io.pipit.core.sql.format;

import io.pipit.core.sql.format.Piece.Kind;
import java.util.List;

/**
 * The canonical layout of SQL, with or without template tags. Stateless. Only white space, and the case of what surely is a keyword,
 * changes: that is checked piece by piece before a text is given out.
 */
public final class SqlFormat {
    /**
     * A text and its layout.
     *
     * @param text laid out, or the text as it was
     * @param refusal why it stays as it was; empty when it was laid out
     */
    public record Formatted(String text, String refusal) {}

    private static final int MOST_ROUNDS = 4;

    private SqlFormat() {}

    /**
     * Lays out a query, the body of a node or an expression list.
     *
     * @param template whether the text (behind its leading {@code %}, which is not part of it) has tags
     * @param indent of every line, in blanks
     */
    public static Formatted of(String sql, boolean template, int indent) {
        try {
            List<Piece> pieces = pieces(sql, template);
            if (pieces.isEmpty()) {
                return new Formatted("", "");
            }
            String text = settled(pieces, template, indent);
            if (!same(pieces, pieces(text, template))) {
                return new Formatted(sql, "its meaning could change");
            }
            return new Formatted(text, "");
        } catch (UnformattableException e) {
            return new Formatted(sql, e.getMessage());
        } catch (StackOverflowError e) {
            return new Formatted(sql, "it is nested too deep");
        }
    }

    /** The layout that has itself as its layout: a comment that moves may change what fits into a line. */
    private static String settled(List<Piece> pieces, boolean template, int indent) {
        String text = Layout.of(Group.of(Casing.of(pieces)), indent);
        for (int i = 0; i < MOST_ROUNDS; i++) {
            String next = Layout.of(Group.of(Casing.of(pieces(text, template))), indent);
            if (next.equals(text)) {
                return text;
            }
            text = next;
        }
        throw new UnformattableException("it has no layout of its own");
    }

    /** Whether two texts are the same but for white space and the case of keywords. */
    public static boolean same(String a, String b, boolean template) {
        try {
            return same(pieces(a, template), pieces(b, template));
        } catch (UnformattableException e) {
            return a.equals(b);
        }
    }

    private static List<Piece> pieces(String sql, boolean template) {
        return Glue.resolved(PieceReader.read(sql, template));
    }

    private static boolean same(List<Piece> a, List<Piece> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!same(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(Piece a, Piece b) {
        if (a.kind() != b.kind() || a.glued() != b.glued()) {
            return false;
        }
        if (a.tag()) {
            return Tags.plain(a.text()).equals(Tags.plain(b.text()));
        }
        boolean anyCase = a.kind() == Kind.WORD && Casing.keyword(a.text());
        return anyCase ? a.text().equalsIgnoreCase(b.text()) : a.text().equals(b.text());
    }
}
