package io.pipit.core.block;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How rows of an older version of a table become rows of the version after it.
 *
 * @param from the columns of the older version
 * @param values for each column of the version after it, in its order, the engine's expression over the older columns
 */
public record Forward(List<Column> from, Map<String, String> values) {
    /** Copies the collections. */
    public Forward {
        from = List.copyOf(from);
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
