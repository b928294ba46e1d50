package io.pipit.core.sql.tree;

import io.pipit.core.error.SourcePosition;
import java.util.List;
import java.util.Optional;

/**
 * ORDER BY.
 *
 * @param all whether ORDER BY ALL is written; then the one item has the direction and its expression is a star
 * @param interpolate what INTERPOLATE says of rows that WITH FILL adds; a present empty list means all other columns
 */
public record OrderBy(
        boolean all, List<OrderItem> items, Optional<List<Expression>> interpolate, SourcePosition position) {
    /** Copies the list. */
    public OrderBy {
        items = List.copyOf(items);
        interpolate = interpolate.map(List::copyOf);
    }

    /** No ORDER BY. */
    public static OrderBy none(SourcePosition position) {
        return new OrderBy(false, List.of(), Optional.empty(), position);
    }
}
