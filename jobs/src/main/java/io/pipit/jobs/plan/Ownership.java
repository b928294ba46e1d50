package io.pipit.jobs.plan;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;

/** Whether it is this process that has to change tables. */
@FunctionalInterface
interface Ownership {
    /** Nobody else could. */
    Ownership ALONE = () -> true;

    /** Whether it is; else nothing is changed or taken back any more. */
    boolean holds();

    /**
     * Goes on only if it is.
     *
     * @throws PipitException {@code NOT_READY}
     */
    default void require() {
        if (!holds()) {
            throw new PipitException(
                    ErrorCode.NOT_READY, "Another process leads now, and goes on with this version where it had got.");
        }
    }
}
