package io.pipit.core.sql.tree;

import java.util.List;

/**
 * What stands in {@code OVER (...)}.
 *
 * @param frame the frame clause in the words that both dialects share, or the empty text
 */
public record Window(List<Expression> partitionBy, List<OrderItem> orderBy, String frame) {
    /** Copies the lists. */
    public Window {
        partitionBy = List.copyOf(partitionBy);
        orderBy = List.copyOf(orderBy);
    }
}
