package io.pipit.core.sql.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A tree of pieces: what stands between brackets is one element. */
final class Group {
    /** A piece, or a group in brackets. Exactly one of both. */
    record Element(Piece piece, Group group) {
        /** The first piece of it. */
        Piece first() {
            return piece != null ? piece : group.open;
        }

        /** The last piece of it. */
        Piece last() {
            return piece != null ? piece : group.close;
        }

        boolean is(String keyword) {
            return piece != null && piece.is(keyword);
        }

        boolean symbol(String symbol) {
            return piece != null && piece.symbol(symbol);
        }
    }

    private static final Set<String> QUERY_STARTS = Set.of("SELECT", "WITH");

    final Piece open;
    final Piece close;
    final List<Element> elements;

    private Group(Piece open, Piece close, List<Element> elements) {
        this.open = open;
        this.close = close;
        this.elements = elements;
    }

    /** The elements of a whole text. */
    static List<Element> of(List<Piece> pieces) {
        Reader reader = new Reader(pieces);
        List<Element> elements = reader.elements(null);
        if (reader.at < pieces.size()) {
            throw new UnformattableException("'" + pieces.get(reader.at).text() + "' closes nothing");
        }
        return elements;
    }

    /** Whether it holds a query: after comments and tags comes SELECT or WITH. */
    boolean query() {
        return open.text().equals("(") && startsQuery(elements);
    }

    static boolean startsQuery(List<Element> elements) {
        for (Element element : elements) {
            if (element.piece == null) {
                return element.group.query();
            }
            if (!element.piece.comment() && !element.piece.tag()) {
                return QUERY_STARTS.contains(element.piece.upper());
            }
        }
        return false;
    }

    private static final class Reader {
        private final List<Piece> pieces;
        private int at;

        Reader(List<Piece> pieces) {
            this.pieces = pieces;
        }

        List<Element> elements(Piece open) {
            List<Element> elements = new ArrayList<>();
            while (at < pieces.size()) {
                Piece piece = pieces.get(at);
                if (piece.kind() == Piece.Kind.CLOSE) {
                    return elements;
                }
                at++;
                elements.add(piece.kind() == Piece.Kind.OPEN ? group(piece) : new Element(piece, null));
            }
            if (open != null) {
                throw new UnformattableException("a '" + open.text() + "' is not closed");
            }
            return elements;
        }

        private Element group(Piece open) {
            List<Element> inside = elements(open);
            Piece close = at < pieces.size() ? pieces.get(at++) : null;
            if (close == null || "([{".indexOf(open.text()) != ")]}".indexOf(close.text())) {
                throw new UnformattableException("a '" + open.text() + "' is not closed by its own kind");
            }
            return new Element(null, new Group(open, close, inside));
        }
    }
}
