package io.pipit.core.sql.tree;

import io.pipit.core.error.SourcePosition;
import java.util.List;

/** What is done with the columns that a star or COLUMNS stands for. */
public sealed interface ColumnChange {
    /** Where it is written. */
    SourcePosition position();

    /** {@code EXCEPT (names)}. */
    record Except(List<String> names, boolean strict, SourcePosition position) implements ColumnChange {
        /** Copies the names. */
        public Except {
            names = List.copyOf(names);
        }
    }

    /** {@code EXCEPT 'pattern'}. */
    record ExceptMatching(String pattern, SourcePosition position) implements ColumnChange {}

    /** {@code REPLACE (expression AS name)}. */
    record Replace(List<Expression.Aliased> expressions, boolean strict, SourcePosition position)
            implements ColumnChange {
        /** Copies the expressions. */
        public Replace {
            expressions = List.copyOf(expressions);
        }
    }

    /** {@code APPLY function} or {@code APPLY function(parameters)}, with a prefix for the names, or the empty text. */
    record Apply(String function, List<Expression> parameters, String prefix, SourcePosition position)
            implements ColumnChange {
        /** Copies the parameters. */
        public Apply {
            parameters = List.copyOf(parameters);
        }
    }

    /** {@code APPLY (x -> expression)}. */
    record ApplyLambda(Expression.Lambda lambda, SourcePosition position) implements ColumnChange {}
}
