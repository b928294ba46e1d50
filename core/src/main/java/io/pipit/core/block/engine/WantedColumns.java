package io.pipit.core.block.engine;

import io.pipit.core.block.Identity;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which columns of a table a query reads, the hidden ones among them, in the order in which they are selected wherever rows of the table are.
 *
 * @param names of at least one column; none stand for {@link #ALL}
 */
public record WantedColumns(Set<String> names) {
    /** Every column. */
    public static final WantedColumns ALL = new WantedColumns(Set.of());

    /** Keeps the order. */
    public WantedColumns {
        names = Collections.unmodifiableSet(new LinkedHashSet<>(names));
    }

    /** These; where there are none, since only rows are counted, the one that is cheapest to read. */
    public static WantedColumns of(Set<String> names) {
        return new WantedColumns(names.isEmpty() ? Set.of(Identity.PART) : names);
    }

    /** Whether these are all. */
    public boolean all() {
        return names.isEmpty();
    }

    /** Whether a column is among them. */
    public boolean has(String column) {
        return all() || names.contains(column);
    }

    /** The list that follows SELECT. */
    public String sql() {
        return all() ? "*" : names.stream().map(EngineSession::quoted).collect(Collectors.joining(", "));
    }
}
