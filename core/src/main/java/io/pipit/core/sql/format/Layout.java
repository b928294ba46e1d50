package io.pipit.core.sql.format;

import io.pipit.core.sql.format.Group.Element;
import io.pipit.core.sql.format.Piece.Gap;
import java.util.List;

/**
 * Lays out elements: a clause a line; what does not fit into a line is broken at commas, at AND and OR, at the parts of CASE, and within
 * brackets, in this order.
 */
final class Layout {
    private static final int WIDTH = 100;
    private static final int SELECT_WIDTH = 70;
    private static final int STEP = 4;

    private final StringBuilder out = new StringBuilder();
    private int lineStart;
    private boolean fresh = true;
    private Piece before;
    private Piece last;

    /** The text of a whole query; the indentation is of its first column. */
    static String of(List<Element> elements, int indent) {
        Layout layout = new Layout();
        if (Group.startsQuery(elements)) {
            layout.query(elements, indent);
        } else {
            layout.newLine(indent, null);
            layout.list(elements, indent);
        }
        return layout.out.toString().stripTrailing();
    }

    // --- lines

    private void newLine(int indent, Piece next) {
        if (!fresh) {
            out.append('\n');
            boolean empty =
                    next != null && next.gap() == Gap.EMPTY_LINE && last != null && last.kind() != Piece.Kind.OPEN;
            if (empty) {
                out.append('\n');
            }
        } else {
            out.setLength(lineStart);
        }
        lineStart = out.length();
        out.append(" ".repeat(indent));
        fresh = true;
    }

    private void put(Piece piece) {
        if (!fresh && last != null && Spacing.blank(before, last, piece)) {
            out.append(' ');
        }
        out.append(piece.text());
        fresh = false;
        before = last;
        last = piece;
    }

    private int column() {
        int line = out.lastIndexOf("\n") + 1;
        return out.length() - line;
    }

    // --- queries

    private void query(List<Element> elements, int indent) {
        List<Clauses.Clause> clauses = Clauses.of(elements);
        for (int i = 0; i < clauses.size(); i++) {
            Clauses.Clause clause = clauses.get(i);
            if (clause.head().isEmpty()) {
                loose(clause.body(), indent);
            } else {
                clause(clause, indent);
            }
        }
    }

    /** Tags and comments between clauses, each on a line of its own. */
    private void loose(List<Element> elements, int indent) {
        for (Element element : elements) {
            if (element.piece() != null
                    && (element.piece().tag() || element.piece().comment())) {
                separate(element.piece(), indent);
            } else {
                if (!element.first().glued()) {
                    newLine(indent, element.first());
                }
                element(element, indent);
            }
        }
    }

    private void clause(Clauses.Clause clause, int indent) {
        newLine(indent, clause.head().get(0).first());
        clause.head().forEach(e -> put(e.piece()));
        if (clause.body().isEmpty()) {
            return;
        }
        int end = clause.body().size();
        Piece end1 = clause.body().get(end - 1).piece();
        boolean remark = end > 1
                && end1 != null
                && end1.kind() == Piece.Kind.LINE_COMMENT
                && !end1.gap().breaks();
        List<Element> plain = clause.body().subList(0, remark ? end - 1 : end);
        // A list of columns reads better in a column, unless it is short.
        int more = clause.head().get(0).is("SELECT") ? WIDTH - SELECT_WIDTH : 0;
        if (!forced(plain) && fits(plain, more)) {
            flat(plain);
            if (remark) {
                separate(end1, indent);
            }
        } else if (clause.isFrom()) {
            from(clause.body(), indent);
        } else if (clause.isCondition() && Clauses.conditions(plain).size() == 1 && !forced(clause.body())) {
            expression(clause.body(), indent);
        } else if (clause.isCondition()) {
            newLine(indent + STEP, clause.body().get(0).first());
            expression(clause.body(), indent + STEP);
        } else {
            newLine(indent + STEP, clause.body().get(0).first());
            list(clause.body(), indent + STEP);
        }
    }

    private void from(List<Element> body, int indent) {
        List<List<Element>> parts = Clauses.conditions(body);
        expression(parts.get(0), indent);
        for (List<Element> part : parts.subList(1, parts.size())) {
            lineOf(part, indent + STEP);
            expression(part, indent + STEP);
        }
    }

    // --- lists and expressions

    /** Elements with commas between them, each on a line of its own. */
    private void list(List<Element> elements, int indent) {
        List<List<Element>> items = Clauses.items(elements);
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                lineOf(items.get(i), indent);
            }
            expression(items.get(i), indent);
        }
    }

    /** A new line, unless what comes belongs to the end of the line before. */
    private void lineOf(List<Element> item, int indent) {
        Piece first = item.get(0).first();
        boolean trailing =
                first.kind() == Piece.Kind.LINE_COMMENT && !first.gap().breaks();
        if (!trailing && !first.glued()) {
            newLine(indent, first);
        }
    }

    private void expression(List<Element> elements, int indent) {
        if (elements.isEmpty()) {
            return;
        }
        if (!forced(elements) && fits(elements)) {
            flat(elements);
            return;
        }
        List<List<Element>> parts = Clauses.conditions(elements);
        if (parts.size() == 1) {
            parts = Clauses.cases(elements);
            if (parts.size() == 1) {
                sequence(elements, indent);
            } else {
                cases(parts, indent);
            }
            return;
        }
        for (int i = 0; i < parts.size(); i++) {
            if (i > 0) {
                lineOf(parts.get(i), indent);
            }
            expression(parts.get(i), indent);
        }
    }

    /** WHEN and ELSE a step further than CASE and END. */
    private void cases(List<List<Element>> parts, int indent) {
        for (int i = 0; i < parts.size(); i++) {
            List<Element> part = parts.get(i);
            boolean inner = part.get(0).is("WHEN") || part.get(0).is("ELSE");
            int at = inner ? indent + STEP : indent;
            if (i > 0 && !(part.get(0).is("CASE") && !fresh)) {
                lineOf(part, at);
            }
            if (!forced(part) && fits(part)) {
                flat(part);
            } else {
                sequence(part, at);
            }
        }
    }

    private void sequence(List<Element> elements, int indent) {
        for (int i = 0; i < elements.size(); i++) {
            Element element = elements.get(i);
            Piece piece = element.piece();
            if (piece != null && (piece.ownLine() || piece.comment())) {
                separate(piece, indent);
                continue;
            }
            boolean behindLine =
                    last != null && last.ownLine() && !fresh && !element.first().glued();
            if (behindLine) {
                newLine(indent, element.first());
            }
            element(element, indent);
        }
    }

    private void element(Element element, int indent) {
        if (element.piece() != null) {
            put(element.piece());
        } else {
            group(element.group(), indent);
        }
    }

    /** A piece that takes a line, or the end of one. */
    private void separate(Piece piece, int indent) {
        boolean comment = piece.comment();
        boolean behind =
                comment && !piece.gap().breaks() && last != null && !(last.kind() == Piece.Kind.BLOCK_TAG && !fresh);
        if (piece.glued()) {
            put(piece);
            return;
        }
        if (behind && !fresh) {
            out.append(' ').append(piece.text());
            before = last;
            last = piece;
            return;
        }
        boolean inline = piece.kind() == Piece.Kind.COMMENT && !piece.gap().breaks() && !fresh;
        if (!inline) {
            newLine(indent, piece);
        }
        put(piece);
    }

    private void group(Group group, int indent) {
        put(group.open);
        if (group.elements.isEmpty()) {
            put(group.close);
            return;
        }
        boolean flat = !group.query() && !forced(group.elements) && fits(group.elements, 1);
        if (flat) {
            flat(group.elements);
            put(group.close);
            return;
        }
        boolean small = group.query() && !forced(group.elements) && shortQuery(group) && fits(group.elements, 1);
        if (small) {
            flat(group.elements);
            put(group.close);
            return;
        }
        newLine(indent + STEP, group.elements.get(0).first());
        if (group.query()) {
            query(group.elements, indent + STEP);
        } else {
            list(group.elements, indent + STEP);
        }
        newLine(indent, null);
        put(group.close);
    }

    /** A query that is no longer than a few words stays in its line. */
    private static boolean shortQuery(Group group) {
        return width(group.elements) <= 60;
    }

    // --- flat

    private void flat(List<Element> elements) {
        for (Element element : elements) {
            if (element.piece() != null) {
                put(element.piece());
            } else {
                put(element.group().open);
                flat(element.group().elements);
                put(element.group().close);
            }
        }
    }

    private boolean fits(List<Element> elements) {
        return fits(elements, 0);
    }

    private boolean fits(List<Element> elements, int more) {
        return column() + 1 + width(elements) + more <= WIDTH;
    }

    private static int width(List<Element> elements) {
        Layout trial = new Layout();
        trial.flat(elements);
        return trial.out.length();
    }

    /** Whether it cannot be on one line: tags of statements, comments, longer queries. */
    private static boolean forced(List<Element> elements) {
        for (Element element : elements) {
            Piece piece = element.piece();
            if (piece == null) {
                Group group = element.group();
                if (forced(group.elements) || group.query() && !shortQuery(group)) {
                    return true;
                }
            } else if (piece.ownLine() || piece.comment() || piece.text().indexOf('\n') >= 0) {
                return true;
            }
        }
        return false;
    }
}
