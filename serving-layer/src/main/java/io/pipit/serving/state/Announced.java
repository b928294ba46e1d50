package io.pipit.serving.state;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Tables that are said to have new snapshots, until somebody has looked at them. Thread-safe. */
final class Announced {
    private final Set<String> tables = ConcurrentHashMap.newKeySet();
    private volatile Set<String> underway = Set.of();

    void add(Collection<String> more) {
        tables.addAll(more);
    }

    boolean any() {
        return !tables.isEmpty();
    }

    /** Gives them to who looks at them, one thread at a time. */
    void handle(Consumer<Set<String>> look) {
        Set<String> all = Set.copyOf(tables);
        underway = all; // before they go from the others: see below
        tables.removeAll(all);
        try {
            look.accept(all);
        } finally {
            underway = Set.of();
        }
    }

    /** Whether one of these has not been looked at. They are asked for in the order in which they go from one place to the other. */
    boolean anyOf(Collection<String> some) {
        return some.stream().anyMatch(tables::contains) || some.stream().anyMatch(underway::contains);
    }
}
