package io.pipit.core.sql.chain;

import io.pipit.core.error.SourcePosition;
import java.util.List;

/**
 * A step that looks at several rows at once, but only at rows with the same keys.
 *
 * @param clause as people call it
 * @param keys those that are expressions of the root table's rows; never empty
 */
record Stage(String clause, List<Origin> keys, SourcePosition position) {
    Stage {
        keys = List.copyOf(keys);
    }
}
