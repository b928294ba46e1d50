package io.pipit.core.block.json;

import io.pipit.core.block.Column;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;

/** Computes default expressions that are more than literals and the well-known functions. */
@FunctionalInterface
public interface ConstantEvaluator {
    /** Refuses every such expression. */
    ConstantEvaluator NONE = column -> {
        throw new PipitException(
                ErrorCode.UNSUPPORTED_SQL,
                "The DEFAULT of column '" + column.name() + "', " + column.defaultExpression()
                        + ", is not supported: use a literal, now(), now64(), today(), toUUID('…') or another column.");
    };

    /**
     * The value of a column's default expression.
     *
     * @return as JSON, for instance {@code "text"} or {@code [1,2]}
     * @throws PipitException when it is no constant
     */
    String toJson(Column column);
}
