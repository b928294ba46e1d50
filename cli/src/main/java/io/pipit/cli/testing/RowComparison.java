package io.pipit.cli.testing;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.core.error.Counted;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares rows. Rows that are equal in the columns that order the result may come in any order among themselves; without such columns
 * all rows may.
 */
final class RowComparison {
    private static final int MOST_LINES = 20;

    private final List<JsonNode> expected;
    private final List<JsonNode> actual;
    private final List<String> order;

    private RowComparison(List<JsonNode> expected, List<JsonNode> actual, List<String> order) {
        this.expected = expected;
        this.actual = actual;
        this.order = known(order);
    }

    /** What differs, for people; empty when nothing does. */
    static List<String> compare(List<JsonNode> expected, List<JsonNode> actual, List<String> order) {
        return new RowComparison(expected, actual, order).differences();
    }

    /** The members of the order that all rows have. */
    private List<String> known(List<String> names) {
        List<String> known = new ArrayList<>();
        for (String name : names) {
            if (!expected.stream().allMatch(r -> r.has(name))
                    || !actual.stream().allMatch(r -> r.has(name))) {
                break;
            }
            known.add(name);
        }
        return known;
    }

    private List<String> differences() {
        List<JsonNode> missing = new ArrayList<>();
        List<JsonNode> extra = match(missing);
        if (missing.isEmpty() && extra.isEmpty()) {
            return misplaced();
        }
        List<String> lines = new ArrayList<>();
        if (expected.size() != actual.size()) {
            lines.add("expected " + count(expected.size()) + ", got " + count(actual.size()));
        }
        boolean paired = missing.size() == extra.size();
        int shown = Math.max(missing.size(), extra.size());
        for (int i = 0; i < shown && lines.size() < MOST_LINES; i++) {
            if (i < missing.size()) {
                lines.add("- " + missing.get(i));
            }
            if (i < extra.size()) {
                lines.add("+ " + extra.get(i));
            }
            if (paired) {
                lines.add("  " + RowValues.difference(missing.get(i), extra.get(i)));
            }
        }
        int hidden = shown
                - (int) lines.stream()
                        .filter(l -> l.startsWith(paired ? "- " : shown(missing, extra)))
                        .count();
        if (hidden > 0) {
            lines.add("… and " + hidden + " more");
        }
        return lines;
    }

    private static String shown(List<JsonNode> missing, List<JsonNode> extra) {
        return missing.size() >= extra.size() ? "- " : "+ ";
    }

    private static String count(int rows) {
        return rows == 0 ? "no rows" : Counted.of(rows, "row");
    }

    /** Puts expected rows that were not found into {@code missing} and returns actual rows that nothing expects. */
    private List<JsonNode> match(List<JsonNode> missing) {
        Map<String, Deque<JsonNode>> byText = new HashMap<>();
        actual.forEach(r -> byText.computeIfAbsent(RowValues.canonical(r), t -> new ArrayDeque<>())
                .add(r));
        for (JsonNode row : expected) {
            Deque<JsonNode> same = byText.get(RowValues.canonical(row));
            if (same == null || same.isEmpty()) {
                missing.add(row);
            } else {
                same.poll();
            }
        }
        List<JsonNode> extra = new ArrayList<>();
        // in the order in which they came
        for (JsonNode row : actual) {
            Deque<JsonNode> left = byText.get(RowValues.canonical(row));
            if (left.stream().anyMatch(l -> l == row)) {
                extra.add(row);
            }
        }
        // rounding may have split what is close enough
        missing.removeIf(row -> {
            for (int i = 0; i < extra.size(); i++) {
                if (RowValues.equal(row, extra.get(i))) {
                    extra.remove(i);
                    return true;
                }
            }
            return false;
        });
        return extra;
    }

    private List<String> misplaced() {
        for (int i = 0; i < expected.size(); i++) {
            for (String name : order) {
                if (!RowValues.equal(expected.get(i).get(name), actual.get(i).get(name))) {
                    return List.of(
                            "the rows are right, but their order is not: row " + (i + 1) + " differs in '" + name + "'",
                            "- " + expected.get(i),
                            "+ " + actual.get(i));
                }
            }
        }
        return List.of();
    }
}
