package io.pipit.core.jdbc;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.sql.SQLException;

/** Failures of other databases in words that say what to do. */
public final class JdbcErrors {
    private static final String CREDENTIALS = "28";
    private static final String CONNECTION = "08";
    private static final String SHUT_DOWN = "57P";
    private static final String SYNTAX_OR_ACCESS = "42";
    private static final String DATA = "22";

    private JdbcErrors() {}

    /** The failure of a statement, or of the attempt to connect. */
    public static PipitException of(JdbcAddress address, SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        String said = message(address, e);
        if (state.startsWith(CREDENTIALS)) {
            return new PipitException(
                    ErrorCode.SOURCE_INVALID,
                    "The database of the connection '" + address + "' refuses the user '" + address.user() + "': "
                            + said + " Set the secrets that the connection names to the right user and password.",
                    e);
        }
        if (state.startsWith(SYNTAX_OR_ACCESS) || state.startsWith(DATA) || state.startsWith("3D")) {
            return new PipitException(
                    ErrorCode.SOURCE_INVALID,
                    "The database of the connection '" + address.name() + "' refuses the query: " + said,
                    e);
        }
        boolean gone = state.isEmpty() || state.startsWith(CONNECTION) || state.startsWith(SHUT_DOWN);
        return new PipitException(
                ErrorCode.SOURCE_UNAVAILABLE,
                "The database of the connection '" + address + "' " + (gone ? "cannot be reached: " : "failed: ") + said
                        + " Nothing was changed by this; run it again when the database answers.",
                e);
    }

    private static String message(JdbcAddress address, SQLException e) {
        String text = String.valueOf(e.getMessage())
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .limit(2)
                .reduce((a, b) -> a + " " + b)
                .orElse("no reason given");
        String masked = address.password().length() < 4 ? text : text.replace(address.password(), "***");
        return masked.endsWith(".") ? masked : masked + ".";
    }
}
