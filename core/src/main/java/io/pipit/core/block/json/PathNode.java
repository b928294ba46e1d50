package io.pipit.core.block.json;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The paths of all columns as one tree, so that a record is read in one pass. Unchanged once built. */
final class PathNode {
    private static final int[] NONE = {};

    private final Map<String, PathNode> members = new HashMap<>();
    private PathNode elements;
    private int[] columns = NONE;
    private int[] rawColumns = NONE;
    private int[] below = NONE;

    /**
     * Adds the path of a column.
     *
     * @param raw whether objects and arrays are held as the text of their JSON
     */
    void add(JsonPath path, int column, Holds holds) {
        PathNode node = this;
        for (String step : path.steps()) {
            node.below = with(node.below, column);
            node = node.step(step);
        }
        if (holds == Holds.JSON_TEXT) {
            node.rawColumns = with(node.rawColumns, column);
        } else {
            node.columns = with(node.columns, column);
        }
        node.below = with(node.below, column);
    }

    /** What a column makes of objects and arrays. */
    enum Holds {
        JSON_TEXT,
        VALUES
    }

    /** The node of a member, or null when no column wants it. */
    PathNode member(String name) {
        return members.get(name);
    }

    boolean hasMembers() {
        return !members.isEmpty();
    }

    /** The node of the elements of an array, or null. */
    PathNode elements() {
        return elements;
    }

    /** Columns whose path ends here, without those in {@link #rawColumns()}. */
    int[] columns() {
        return columns;
    }

    /** Columns whose path ends here and that hold objects and arrays as text. */
    int[] rawColumns() {
        return rawColumns;
    }

    /** Columns whose path ends here or below. */
    int[] below() {
        return below;
    }

    private PathNode step(String step) {
        if (!step.equals(JsonPath.EACH)) {
            return members.computeIfAbsent(step, s -> new PathNode());
        }
        elements = elements == null ? new PathNode() : elements;
        return elements;
    }

    private static int[] with(int[] columns, int column) {
        int[] more = Arrays.copyOf(columns, columns.length + 1);
        more[columns.length] = column;
        return more;
    }
}
