package io.pipit.core.sql.aggregate;

import java.util.ArrayList;
import java.util.List;

/**
 * A name such as {@code countIfState} taken apart.
 *
 * @param base the aggregate, for instance {@code count}
 * @param combinators in the order written, for instance {@code If, State}
 */
record AggregateName(String base, List<String> combinators) {
    private static final List<String> SUFFIXES =
            List.of("SimpleState", "OrDefault", "OrNull", "Distinct", "State", "Merge", "If");

    AggregateName {
        combinators = List.copyOf(combinators);
    }

    /** All ways to take combinators off, from none to all of them. */
    static List<AggregateName> candidates(String name) {
        List<AggregateName> found = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        String rest = name;
        found.add(new AggregateName(rest, taken));
        boolean more = true;
        while (more) {
            more = false;
            for (String suffix : SUFFIXES) {
                if (rest.length() > suffix.length() && rest.endsWith(suffix)) {
                    rest = rest.substring(0, rest.length() - suffix.length());
                    taken.add(0, suffix);
                    found.add(new AggregateName(rest, taken));
                    more = true;
                    break;
                }
            }
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

    /** The function that a state of this call belongs to: {@code countIf} for {@code countIfState}. */
    String stateFunction() {
        StringBuilder name = new StringBuilder(base);
        for (String combinator : combinators) {
            if (combinator.equals("State") || combinator.equals("Merge")) {
                continue;
            }
            name.append(combinator);
        }
        return name.toString();
    }
}
