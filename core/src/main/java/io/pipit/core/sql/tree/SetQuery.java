package io.pipit.core.sql.tree;

import io.pipit.core.error.SourcePosition;
import java.util.List;

/**
 * One SELECT, or several connected by one operation; where operations mix, operands are such queries themselves.
 *
 * @param kind the operation; {@code UNION_ALL} where there is one operand only
 */
public record SetQuery(Kind kind, List<SetOperand> operands, SourcePosition position) implements SetOperand {
    /** What is done with the rows of the operands. */
    public enum Kind {
        UNION_ALL,
        UNION_DISTINCT,
        EXCEPT_ALL,
        EXCEPT_DISTINCT,
        INTERSECT_ALL,
        INTERSECT_DISTINCT;

        /** How it is written. */
        public String text() {
            return name().replace('_', ' ');
        }
    }

    /** Copies the list. */
    public SetQuery {
        operands = List.copyOf(operands);
    }

    /** A query of one SELECT. */
    public static SetQuery of(Select select) {
        return new SetQuery(Kind.UNION_ALL, List.of(select), select.position());
    }
}
