package io.pipit.core.sql.tree;

import io.pipit.core.error.SourcePosition;
import java.util.List;
import java.util.Optional;

/** One SELECT with its clauses. PREWHERE is part of {@code where}; FINAL and SAMPLE stand with their table. */
public record Select(
        List<CommonTable> tables,
        List<Expression.Aliased> withExpressions,
        boolean distinct,
        List<Expression> items,
        Optional<From> from,
        Optional<Expression> where,
        List<Expression> groupBy,
        Optional<Expression> having,
        Optional<Expression> qualify,
        List<OrderItem> orderBy,
        Optional<LimitBy> limitBy,
        Optional<Limit> limit,
        SourcePosition position) {

    /** {@code name AS (SELECT ...)}. */
    public record CommonTable(String name, SetQuery query) {}

    /** {@code LIMIT count OFFSET offset}; the count is absent for a lone OFFSET. */
    public record Limit(Optional<Expression> count, Optional<Expression> offset) {}

    /** {@code LIMIT count BY expressions}. */
    public record LimitBy(Limit limit, List<Expression> by) {
        /** Copies the list. */
        public LimitBy {
            by = List.copyOf(by);
        }
    }

    /** Copies the lists. */
    public Select {
        tables = List.copyOf(tables);
        withExpressions = List.copyOf(withExpressions);
        items = List.copyOf(items);
        groupBy = List.copyOf(groupBy);
        orderBy = List.copyOf(orderBy);
    }
}
