package io.pipit.core.sql.tree;

import io.pipit.core.error.SourcePosition;
import java.util.List;

/**
 * One SELECT, or several joined by UNION.
 *
 * @param distinct whether any of the unions is UNION DISTINCT, which then holds for the whole
 */
public record SetQuery(List<Select> selects, boolean distinct, SourcePosition position) {
    /** Copies the list. */
    public SetQuery {
        selects = List.copyOf(selects);
    }
}
