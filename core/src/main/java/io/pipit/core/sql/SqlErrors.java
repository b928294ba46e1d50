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

    /** The value of a parameter that does not fit. */
    public static PipitException parameter(SourcePosition where, String message) {
        return error(ErrorCode.INVALID_PARAMETER, where, message);
    }

    /** The same error with a place in the query. */
    public static PipitException placed(PipitException error, SourcePosition where) {
        return error.position().isPresent() ? error : error(error.code(), where, error.getMessage());
    }

    /** A failure of the translation itself. */
    static PipitException untranslatable(SourcePosition where, RuntimeException failure) {
        return new PipitException(
                ErrorCode.UNSUPPORTED_SQL,
                "The query cannot be translated: " + failure.getMessage()
                        + ". This is a fault of Pipit, not of the query;"
                        + " writing that part of the query in another way may help. (line " + where.line() + ", column "
                        + where.column() + ")",
                where,
                failure);
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
