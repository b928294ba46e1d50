package io.pipit.core.sql.format;

import io.pipit.core.sql.format.Group.Element;
import io.pipit.core.sql.format.Piece.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Divides the elements of a query into clauses, of a clause into items, of an item into conditions and parts of CASE. */
final class Clauses {
    private static final Set<String> SINGLE =
            Set.of("SELECT", "FROM", "PREWHERE", "WHERE", "HAVING", "QUALIFY", "LIMIT");
    private static final Set<String> JOIN_WORDS = Set.of(
            "LEFT", "RIGHT", "INNER", "FULL", "CROSS", "OUTER", "ANY", "ALL", "SEMI", "ANTI", "ASOF", "ARRAY", "GLOBAL",
            "PASTE");

    /**
     * A clause, or what stands between clauses.
     *
     * @param head its keywords; empty for tags and comments between clauses
     * @param body what follows
     */
    record Clause(List<Element> head, List<Element> body) {
        boolean isFrom() {
            return head.get(0).is("FROM") || head.get(head.size() - 1).is("JOIN");
        }

        boolean isCondition() {
            return head.get(0).is("WHERE")
                    || head.get(0).is("PREWHERE")
                    || head.get(0).is("HAVING")
                    || head.get(0).is("QUALIFY");
        }
    }

    private final List<Element> elements;
    private final List<Clause> clauses = new ArrayList<>();
    private boolean from;

    private Clauses(List<Element> elements) {
        this.elements = elements;
    }

    static List<Clause> of(List<Element> elements) {
        Clauses reader = new Clauses(elements);
        reader.read();
        return reader.clauses;
    }

    private void read() {
        List<Element> head = List.of();
        List<Element> body = new ArrayList<>();
        boolean first = true;
        int i = 0;
        while (i < elements.size()) {
            int length = headLength(i, first);
            if (length > 0) {
                add(head, body);
                head = elements.subList(i, i + length);
                body = new ArrayList<>();
                from |= head.get(0).is("FROM");
                i += length;
                first = false;
            } else {
                Element element = elements.get(i++);
                first &= element.piece() != null
                        && (element.piece().tag() || element.piece().comment());
                body.add(element);
            }
        }
        add(head, body);
    }

    /** A clause, and behind it the tags and comments at its end that belong to what follows. */
    private void add(List<Element> head, List<Element> body) {
        if (head.isEmpty()) {
            if (!body.isEmpty()) {
                clauses.add(new Clause(head, body));
            }
            return;
        }
        int end = body.size();
        boolean[] unmatched = unmatched(body);
        while (end > 0 && loose(body.get(end - 1), unmatched[end - 1])) {
            end--;
        }
        clauses.add(new Clause(head, body.subList(0, end)));
        if (end < body.size()) {
            clauses.add(new Clause(List.of(), body.subList(end, body.size())));
        }
    }

    private static boolean loose(Element element, boolean unmatched) {
        Piece piece = element.piece();
        if (piece == null || piece.glued()) {
            return false;
        }
        return piece.kind() == Kind.BLOCK_TAG
                ? unmatched
                : piece.comment() && piece.gap().breaks();
    }

    /** Which tags have their counterpart outside of these elements, or none at all. */
    private static boolean[] unmatched(List<Element> body) {
        boolean[] unmatched = new boolean[body.size()];
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < body.size(); i++) {
            Piece piece = body.get(i).piece();
            if (piece == null || piece.kind() != Kind.BLOCK_TAG) {
                continue;
            }
            if (Glue.opens(piece)) {
                open.add(i);
            } else if (Glue.closes(piece) && !open.isEmpty()) {
                open.remove(open.size() - 1);
            } else if (!Glue.continues(piece) || open.isEmpty()) {
                unmatched[i] = true;
            }
        }
        open.forEach(i -> unmatched[i] = true);
        return unmatched;
    }

    /** How many elements make the head of a clause that starts here; 0 when none does. */
    private int headLength(int i, boolean first) {
        Element element = elements.get(i);
        boolean named =
                i > 0 && (elements.get(i - 1).symbol(".") || elements.get(i - 1).is("AS"))
                        || i + 1 < elements.size() && elements.get(i + 1).symbol(".");
        if (element.piece() == null
                || element.piece().kind() != Kind.WORD
                || named
                || element.piece().glued()) {
            return 0;
        }
        String word = element.piece().upper();
        if (word.equals("SELECT") && next(i, 1, "DISTINCT") && !next(i, 2, "ON")) {
            return 2;
        } else if (word.equals("WITH")) {
            return first ? next(i, 1, "RECURSIVE") ? 2 : 1 : 0;
        } else if (SINGLE.contains(word)) {
            return 1;
        } else if (word.equals("GROUP") || word.equals("ORDER")) {
            return next(i, 1, "BY") ? 2 : 0;
        } else if (word.equals("WINDOW")) {
            return next(i, 2, "AS") ? 1 : 0;
        } else if (word.equals("FORMAT")) {
            return i + 2 == elements.size()
                            || i + 3 == elements.size() && elements.get(i + 2).symbol(";")
                    ? 1
                    : 0;
        } else if (word.equals("UNION") || word.equals("INTERSECT") || word.equals("EXCEPT")) {
            return setOperation(i);
        }
        return from ? joinLength(i) : 0;
    }

    private int setOperation(int i) {
        if (next(i, 1, "ALL") || next(i, 1, "DISTINCT")) {
            return 2;
        }
        boolean query = i + 1 < elements.size() && Group.startsQuery(elements.subList(i + 1, elements.size()));
        return query ? 1 : 0;
    }

    private int joinLength(int i) {
        int length = 0;
        while (i + length < elements.size()
                && elements.get(i + length).piece() != null
                && JOIN_WORDS.contains(elements.get(i + length).piece().upper())) {
            length++;
        }
        return next(i, length, "JOIN") ? length + 1 : 0;
    }

    private boolean next(int i, int distance, String keyword) {
        return i + distance < elements.size() && elements.get(i + distance).is(keyword);
    }

    /** Items with the comma at the end of each. */
    static List<List<Element>> items(List<Element> elements) {
        List<List<Element>> items = new ArrayList<>();
        List<Element> item = new ArrayList<>();
        for (Element element : elements) {
            item.add(element);
            if (element.symbol(",")) {
                items.add(item);
                item = new ArrayList<>();
            }
        }
        if (!item.isEmpty()) {
            items.add(item);
        }
        return items;
    }

    /** Parts that begin with AND or OR; the AND of BETWEEN and those within CASE belong to their part. */
    static List<List<Element>> conditions(List<Element> elements) {
        List<List<Element>> parts = new ArrayList<>();
        List<Element> part = new ArrayList<>();
        boolean between = false;
        int cases = 0;
        for (Element element : elements) {
            cases += element.is("CASE") ? 1 : element.is("END") && cases > 0 ? -1 : 0;
            between |= element.is("BETWEEN");
            boolean and = element.is("AND");
            if (cases == 0 && !part.isEmpty() && (and && !between || element.is("OR"))) {
                parts.add(part);
                part = new ArrayList<>();
            }
            between &= !and;
            part.add(element);
        }
        parts.add(part);
        return parts;
    }

    /** Parts that begin with the WHEN, ELSE and END of the first CASE. */
    static List<List<Element>> cases(List<Element> elements) {
        List<List<Element>> parts = new ArrayList<>();
        List<Element> part = new ArrayList<>();
        int depth = 0;
        boolean ended = false;
        for (Element element : elements) {
            boolean end = element.is("END") && depth == 1;
            boolean starts = depth == 1 && (element.is("WHEN") || element.is("ELSE") || end);
            if (starts && !ended) {
                parts.add(part);
                part = new ArrayList<>();
            }
            depth += element.is("CASE") ? 1 : element.is("END") && depth > 0 ? -1 : 0;
            ended |= end;
            part.add(element);
        }
        parts.add(part);
        return ended ? parts : List.of(elements);
    }
}
