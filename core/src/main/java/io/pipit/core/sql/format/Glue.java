package io.pipit.core.sql.format;

import io.pipit.core.sql.format.Piece.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Finds statement tags beside which white space may be put: {@code name_{% if a %}x{% end %}} makes one word of two texts, but
 * {@code {% if a %}AND x = 1{% end %}} with blanks around it does not.
 */
final class Glue {
    private static final Set<String> OPENERS = Set.of("if", "for", "while", "try", "apply", "block", "raw");
    private static final Set<String> MIDDLES = Set.of("else", "elif", "except", "finally");

    /** A statement from its first tag to its end. */
    private static final class Construct {
        private final List<Integer> tags = new ArrayList<>();
        private boolean before;
        private boolean starts;
        private boolean ends;
        private boolean after;
        private boolean loop;

        boolean joins() {
            return before && (starts || after) || ends && after || loop && starts && ends;
        }
    }

    private final List<Piece> pieces;
    private final boolean[] free;

    private Glue(List<Piece> pieces) {
        this.pieces = pieces;
        this.free = new boolean[pieces.size()];
    }

    /** The first word of a statement tag. */
    static String word(Piece tag) {
        String inside = tag.text().substring(2, tag.text().length() - 2).strip();
        return inside.split("[^A-Za-z_]", 2)[0];
    }

    static boolean opens(Piece tag) {
        return OPENERS.contains(word(tag));
    }

    static boolean continues(Piece tag) {
        return MIDDLES.contains(word(tag));
    }

    static boolean closes(Piece tag) {
        return word(tag).equals("end");
    }

    /** The same pieces, glued only where white space would matter. */
    static List<Piece> resolved(List<Piece> pieces) {
        Glue glue = new Glue(pieces);
        glue.find();
        List<Piece> resolved = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            boolean freed = glue.free[i] || i > 0 && glue.free[i - 1];
            resolved.add(new Piece(piece.kind(), piece.text(), piece.gap(), piece.glued() && !freed));
        }
        return resolved;
    }

    private void find() {
        Deque<Construct> open = new ArrayDeque<>();
        for (int i = 0; i < pieces.size(); i++) {
            Piece tag = pieces.get(i);
            if (tag.kind() != Kind.BLOCK_TAG) {
                continue;
            }
            boolean left = tag.glued();
            boolean right = i + 1 < pieces.size() && pieces.get(i + 1).glued();
            if (opens(tag)) {
                Construct construct = new Construct();
                construct.before = left;
                construct.starts = right;
                construct.loop = !word(tag).equals("if");
                construct.tags.add(i);
                open.push(construct);
            } else if (continues(tag) && !open.isEmpty()) {
                open.peek().ends |= left;
                open.peek().starts |= right;
                open.peek().tags.add(i);
            } else if (closes(tag) && !open.isEmpty()) {
                Construct construct = open.pop();
                construct.ends |= left;
                construct.after = right;
                construct.tags.add(i);
                if (!construct.joins()) {
                    construct.tags.forEach(t -> free[t] = true);
                }
            } else {
                free[i] = !(left && right);
            }
        }
    }
}
