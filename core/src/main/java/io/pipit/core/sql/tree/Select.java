package io.pipit.core.sql.tree;

import io.pipit.core.error.SourcePosition;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One SELECT with its clauses. PREWHERE is part of {@code where}, DISTINCT ON of {@code limitBy}; FINAL and SAMPLE stand with their
 * table.
 *
 * @param windows what WINDOW names
 */
public record Select(
        With with,
        boolean distinct,
        List<Expression> items,
        Optional<From> from,
        Optional<Expression> where,
        Optional<GroupBy> groupBy,
        Optional<Expression> having,
        Map<String, Window> windows,
        Optional<Expression> qualify,
        OrderBy orderBy,
        Optional<LimitBy> limitBy,
        Optional<Limit> limit,
        SourcePosition position)
        implements SetOperand {

    /** {@code LIMIT count OFFSET offset}; the count is absent for a lone OFFSET. */
    public record Limit(
            Optional<Expression> count, Optional<Expression> offset, boolean withTies, SourcePosition position) {}

    /** {@code LIMIT count BY expressions}; a star stands for {@code BY ALL}. */
    public record LimitBy(Limit limit, List<Expression> by) {
        /** Copies the list. */
        public LimitBy {
            by = List.copyOf(by);
        }
    }

    /** Copies the collections. */
    public Select {
        items = List.copyOf(items);
        windows = Map.copyOf(windows);
    }

    /** {@code SELECT items FROM from}, for queries that stand for shorter notations. */
    public static Select of(List<Expression> items, From from, SourcePosition position) {
        return new Select(
                With.NONE,
                false,
                items,
                Optional.of(from),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                OrderBy.none(position),
                Optional.empty(),
                Optional.empty(),
                position);
    }
}
