package io.pipit.jobs.reconcile.compare;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;

/** An id that several rows of the source have. */
public final class Duplicates {
    private Duplicates() {}

    /** {@code SOURCE_INVALID}, with an id that is there twice. */
    public static PipitException of(String id) {
        return new PipitException(
                ErrorCode.SOURCE_INVALID,
                "The id '" + id
                        + "' is there more than once in the database's table. 'id' has to name what is unique: a"
                        + " column, or an expression such as \"kind || ':' || id\".");
    }
}
