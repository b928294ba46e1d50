package io.pipit.jobs.installation;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.sql.SQLException;

/** The database of the installation does not answer. */
final class Unavailable {
    private Unavailable() {}

    static PipitException of(String what, SQLException e) {
        return new PipitException(
                ErrorCode.CATALOG_UNAVAILABLE,
                "The database of the installation cannot be " + what + ": " + e.getMessage(),
                e);
    }
}
