package io.pipit.core.sql.tree;

import io.pipit.core.error.SourcePosition;
import java.util.List;
import java.util.Optional;

/**
 * What stands after {@code OVER}.
 *
 * @param base the named window that it begins with, or the empty text
 */
public record Window(
        String base,
        List<Expression> partitionBy,
        List<OrderItem> orderBy,
        Optional<Frame> frame,
        SourcePosition position) {
    /** Which rows around the current one count. */
    public record Frame(Unit unit, Bound from, Bound to) {}

    /** What the offsets of a frame count. */
    public enum Unit {
        ROWS,
        RANGE,
        GROUPS
    }

    /** One end of a frame; the offset is present for the two kinds that have one. */
    public record Bound(BoundKind kind, Optional<Expression> offset) {}

    /** Where a frame ends. */
    public enum BoundKind {
        UNBOUNDED_PRECEDING,
        PRECEDING,
        CURRENT_ROW,
        FOLLOWING,
        UNBOUNDED_FOLLOWING
    }

    /** Copies the lists. */
    public Window {
        partitionBy = List.copyOf(partitionBy);
        orderBy = List.copyOf(orderBy);
    }
}
