package io.pipit.core.sql.aggregate;

import io.pipit.core.block.type.StateStorage;
import java.util.ArrayList;
import java.util.List;

/**
 * A name such as {@code countIfState} taken apart.
 *
 * @param base the aggregate, for instance {@code count}
 * @param combinators in the order written, for instance {@code If, State}; the last is applied last
 */
record AggregateName(String base, List<String> combinators) {
    AggregateName {
        combinators = List.copyOf(combinators);
    }

    /** All ways to take combinators off, from none to all of them. */
    static List<AggregateName> candidates(String name) {
        List<AggregateName> found = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        String rest = name;
        found.add(new AggregateName(rest, taken));
        for (String suffix = StateStorage.combinator(rest); !suffix.isEmpty(); suffix = StateStorage.combinator(rest)) {
            rest = rest.substring(0, rest.length() - suffix.length());
            taken.add(0, suffix);
            found.add(new AggregateName(rest, taken));
        }
        return found;
    }

    boolean has(String combinator) {
        return combinators.contains(combinator);
    }

    /** Whether states are merged. */
    boolean merges() {
        return has("Merge");
    }

    /** Whether a condition is the last argument; the one of {@code countIfMerge} belongs to the states. */
    boolean conditional() {
        return merges() ? combinators.lastIndexOf("If") > combinators.indexOf("Merge") : has("If");
    }

    @Override
    public String toString() {
        return base + String.join("", combinators);
    }
}
