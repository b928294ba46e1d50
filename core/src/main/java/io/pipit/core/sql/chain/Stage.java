package io.pipit.core.sql.chain;

import io.pipit.core.error.SourcePosition;
import java.util.List;
import java.util.Optional;

/**
 * A step that looks at several rows at once, but only at rows with the same keys.
 *
 * @param clause as people call it
 * @param keys by their place; empty for those that are no expressions of the root table's rows, or the same for all of them. At least one is there
 */
record Stage(String clause, List<Optional<Origin>> keys, SourcePosition position) {
    Stage {
        keys = List.copyOf(keys);
    }
}
