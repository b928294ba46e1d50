package io.pipit.core.sql.tree;

import io.pipit.core.error.SourcePosition;
import java.util.List;
import java.util.Optional;

/** What stands after FROM. */
public sealed interface From {
    /** Where it starts. */
    SourcePosition position();

    /** How a member of FROM is called; the empty text where there is no alias, an empty list where columns keep their names. */
    record Alias(String name, List<String> columns) {
        /** No alias. */
        public static final Alias NONE = new Alias("", List.of());

        /** Copies the list. */
        public Alias {
            columns = List.copyOf(columns);
        }
    }

    /** A name, perhaps with FINAL, which is accepted: such tables are always merged. */
    record Table(String name, Alias alias, Optional<Sample> sample, SourcePosition position) implements From {}

    /** {@code SAMPLE share OFFSET offset}. */
    record Sample(Expression share, Optional<Expression> offset) {}

    /** A query in parentheses. */
    record Nested(SetQuery query, Alias alias, SourcePosition position) implements From {}

    /** A table function such as {@code numbers(10)}. */
    record Function(Expression.Call call, Alias alias, SourcePosition position) implements From {}

    /** Two sides joined; either {@code on} or {@code using} is given, or neither for CROSS, PASTE and NATURAL. */
    record Join(
            Kind kind,
            Strictness strictness,
            From left,
            From right,
            Optional<Expression> on,
            List<Expression> using,
            SourcePosition position)
            implements From {
        /** Copies the list. */
        public Join {
            using = List.copyOf(using);
        }
    }

    /** {@code ARRAY JOIN}: one row for each member of the arrays. */
    record ArrayJoin(From source, boolean left, List<Expression> arrays, SourcePosition position) implements From {
        /** Copies the list. */
        public ArrayJoin {
            arrays = List.copyOf(arrays);
        }
    }

    /** Which rows without a partner stay. */
    enum Kind {
        INNER,
        LEFT,
        RIGHT,
        FULL,
        CROSS,
        PASTE
    }

    /** How many partners a row finds. */
    enum Strictness {
        ALL,
        /** By all columns that both sides have. */
        NATURAL,
        ANY,
        SEMI,
        ANTI,
        ASOF
    }
}
