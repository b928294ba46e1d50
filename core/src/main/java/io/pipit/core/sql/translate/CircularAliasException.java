package io.pipit.core.sql.translate;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.sql.tree.Expression.Name;

/** An alias that stands for itself, by way of others, where no column has its name. */
final class CircularAliasException extends PipitException {
    CircularAliasException(Name name) {
        super(
                ErrorCode.UNKNOWN_COLUMN,
                "The alias '" + name.parts().get(0) + "' stands for itself, and there is no column of that name. (line "
                        + name.position().line() + ", column " + name.position().column() + ")",
                name.position(),
                null);
    }
}
