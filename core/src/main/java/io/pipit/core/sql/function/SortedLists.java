package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import java.util.ArrayList;
import java.util.List;

/** Lists in the order of the dialect, as texts of the engine. */
public final class SortedLists {
    private SortedLists() {}

    /** A list in the order of its members; NULL is last in both directions. */
    public static String sorted(DataType element, String list, boolean up) {
        return OrderKey.differs(element)
                ? sorted(list, keys(element, list), up)
                : "list_sort(" + list + ", " + direction(up) + ")";
    }

    /** What orders the members of a list. */
    static String keys(DataType element, String list) {
        return OrderKey.differs(element)
                ? "list_transform(" + list + ", lambda e: " + OrderKey.of(element, "e") + ")"
                : list;
    }

    /** A list in the order of keys, of which each member has one. Within a struct NULL is the greatest for the engine. */
    static String sorted(String list, String keys, boolean up) {
        String keyed = "list_transform(range(1, len(o.v) + 1), lambda i: struct_pack("
                + (up ? "" : "n := list_extract(o.k, i) IS NOT NULL, ") + "k := list_extract(o.k, i), i := "
                + (up ? "i" : "-i") + ", v := list_extract(o.v, i)))";
        String sorted = "list_transform(list_sort(" + keyed + ", " + direction(up) + "), lambda s: s.v)";
        return once("'k': " + keys + ", 'v': " + list, sorted);
    }

    /** Evaluates what several parts of a text need once: members of {@code o}. */
    static String once(String members, String text) {
        return "list_extract(list_transform([{" + members + "}], lambda o: " + text + "), 1)";
    }

    /**
     * A text whose lambdas read lists, {@code %0$s} and so on. The engine takes no sub-queries into them, so lists that hold one are
     * evaluated outside.
     */
    static String inLambda(List<String> lists, String text) {
        boolean outside = lists.stream().anyMatch(list -> list.contains("SELECT "));
        String filled = text;
        List<String> members = new ArrayList<>();
        for (int i = 0; i < lists.size(); i++) {
            filled = filled.replace("%" + i + "$s", outside ? "o.l" + i : lists.get(i));
            members.add("'l" + i + "': " + lists.get(i));
        }
        return outside ? once(String.join(", ", members), filled) : filled;
    }

    private static String direction(boolean up) {
        return up ? "'ASC', 'NULLS LAST'" : "'DESC', 'NULLS LAST'";
    }
}
