package io.pipit.core.sql;

import io.pipit.core.block.type.DataType;
import java.util.List;

/**
 * A condition on one column of a foreign table that every row has to fulfil to be of use: others need not be brought. It is checked again
 * over what comes.
 *
 * @param column by its name there
 * @param operator what is asked
 * @param values that it is compared with: a String, a BigDecimal, a Boolean or a {@link Computed} each; one, several for {@link Operator#IN}, or none
 */
public record ForeignCondition(String column, Operator operator, List<Object> values) {
    /** How a column is compared. */
    public enum Operator {
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL,
        IN,
        IS_NULL,
        IS_NOT_NULL;

        /** The same question with both sides exchanged. */
        public Operator mirrored() {
            return switch (this) {
                case LESS -> GREATER;
                case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
                case GREATER -> LESS;
                case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
                default -> this;
            };
        }
    }

    /**
     * A value that is computed when the query runs, the same for all rows.
     *
     * @param sql the engine's text, which names no column
     * @param type in the dialect
     * @param text as the query has it, for people
     */
    public record Computed(String sql, DataType type, String text) {}

    /** Copies the values. */
    public ForeignCondition {
        values = List.copyOf(values);
    }
}
