package io.pipit.core.sql.tree;

import io.pipit.core.error.SourcePosition;
import java.util.List;
import java.util.Optional;

/**
 * An expression. Operators are calls of the function that they stand for ({@code a + b} is {@code plus(a, b)}), as in the engine
 * that defined the dialect; so there is one way to name, type and translate them.
 */
public sealed interface Expression {
    /** Where it starts. */
    SourcePosition position();

    /** A number as written, with its sign. */
    record NumberLiteral(String text, SourcePosition position) implements Expression {}

    /** A text without its quotes and escapes. */
    record StringLiteral(String value, SourcePosition position) implements Expression {}

    /** {@code true} or {@code false}. */
    record BoolLiteral(boolean value, SourcePosition position) implements Expression {}

    /** {@code NULL}. */
    record NullLiteral(SourcePosition position) implements Expression {}

    /** A name of one or more parts: a column, an alias, a parameter of a lambda, or a path into a column. */
    record Name(List<String> parts, SourcePosition position) implements Expression {
        /** Copies the parts. */
        public Name {
            parts = List.copyOf(parts);
        }

        /** The name as written, with dots. */
        public String text() {
            return String.join(".", parts);
        }
    }

    /**
     * {@code *}, {@code t.*} or {@code COLUMNS(...)}.
     *
     * @param qualifier the empty text when there is none
     * @param pattern a regular expression that the names have to match, or the empty text
     * @param names the columns that COLUMNS lists; empty for all
     */
    record Star(
            String qualifier,
            String pattern,
            List<Expression> names,
            List<ColumnChange> changes,
            SourcePosition position)
            implements Expression {
        /** Copies the lists. */
        public Star {
            names = List.copyOf(names);
            changes = List.copyOf(changes);
        }

        /** All columns of all sources. */
        public static Star all(SourcePosition position) {
            return new Star("", "", List.of(), List.of(), position);
        }
    }

    /** A call of a function, an aggregate or a window function. */
    record Call(
            String function,
            List<Expression> parameters,
            List<Expression> arguments,
            boolean distinct,
            Optional<Expression> filter,
            Optional<Window> window,
            NullTreatment nulls,
            SourcePosition position)
            implements Expression {
        /** What is written after the arguments about NULL. */
        public enum NullTreatment {
            UNSAID,
            IGNORE,
            RESPECT
        }

        /** Copies the lists. */
        public Call {
            parameters = List.copyOf(parameters);
            arguments = List.copyOf(arguments);
        }

        /** A plain call. */
        public static Call of(String function, SourcePosition position, Expression... arguments) {
            return new Call(
                    function,
                    List.of(),
                    List.of(arguments),
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    NullTreatment.UNSAID,
                    position);
        }

        /** The i-th argument. */
        public Expression argument(int index) {
            return arguments.get(index);
        }
    }

    /** {@code x -> body} or {@code (x, y) -> body}. */
    record Lambda(List<String> parameters, Expression body, SourcePosition position) implements Expression {
        /** Copies the parameters. */
        public Lambda {
            parameters = List.copyOf(parameters);
        }
    }

    /** A query in parentheses: a scalar, or the right side of {@code IN}. */
    record Subquery(SetQuery query, SourcePosition position) implements Expression {}

    /** {@code expression AS alias}, which may stand anywhere. */
    record Aliased(Expression expression, String alias, SourcePosition position) implements Expression {}
}
