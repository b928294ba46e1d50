package io.pipit.core.sql;

import java.util.Collection;
import java.util.Optional;

/** The names that a query may read. */
public interface Relations {
    /** What a name stands for. */
    Optional<Relation> find(String name);

    /** All names, for suggestions. */
    Collection<String> names();
}
