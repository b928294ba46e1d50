package io.pipit.core.sql;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The names that a query may read. */
public interface Relations {
    /** What a name stands for. */
    Optional<Relation> find(String name);

    /** All names, for suggestions. */
    Collection<String> names();

    /**
     * What a table function stands for that is the caller's own, such as {@code file('x.csv')}: a stored or a foreign table; nothing when
     * the caller has none of this name.
     *
     * @param arguments its arguments, which are all texts
     */
    default Optional<Relation> function(String name, List<String> arguments) {
        return Optional.empty();
    }
}
