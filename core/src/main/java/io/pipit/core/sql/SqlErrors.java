package io.pipit.core.sql;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.error.SourcePosition;
import java.util.Collection;

/** The errors of the dialect. Each message ends with the place, so that it helps also where only the message is shown. */
public final class SqlErrors {
    private SqlErrors() {}

    /** A text that does not follow the grammar. */
    public static PipitException syntax(SourcePosition where, String message) {
        return error(ErrorCode.SQL_SYNTAX, where, message);
    }

    /** Grammar that is understood but not carried out. */
    public static PipitException unsupported(SourcePosition where, String message) {
        return error(ErrorCode.UNSUPPORTED_SQL, where, message);
    }

    /** A value or a type that does not fit. */
    public static PipitException argument(SourcePosition where, String message) {
        return error(ErrorCode.INVALID_ARGUMENT, where, message);
    }

    /** A name that is not known, with the nearest one that is. */
    public static PipitException unknown(
            ErrorCode code, SourcePosition where, String what, String name, Collection<String> known) {
        return error(code, where, "There is no " + what + " '" + name + "'." + NearestName.hint(name, known));
    }

    private static PipitException error(ErrorCode code, SourcePosition where, String message) {
        String place = " (line " + where.line() + ", column " + where.column() + ")";
        return new PipitException(code, message + place, where, null);
    }
}
