package io.pipit.core.sql.tree;

import io.pipit.core.error.SourcePosition;
import java.util.List;
import java.util.Optional;

/** What stands after FROM. An absent alias is the empty text. */
public sealed interface From {
    /** Where it starts. */
    SourcePosition position();

    /** A name, perhaps with FINAL, which is accepted: such tables are always merged. */
    record Table(String name, String alias, SourcePosition position) implements From {}

    /** A query in parentheses. */
    record Nested(SetQuery query, String alias, SourcePosition position) implements From {}

    /** A table function such as {@code numbers(10)}. */
    record Function(Expression.Call call, String alias, SourcePosition position) implements From {}

    /** Two sides joined; either {@code on} or {@code using} is given, or neither for CROSS. */
    record Join(
            Kind kind,
            Strictness strictness,
            From left,
            From right,
            Optional<Expression> on,
            List<String> using,
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
        CROSS
    }

    /** How many partners a row finds. */
    enum Strictness {
        ALL,
        ANY,
        SEMI,
        ANTI,
        ASOF
    }
}
