package io.pipit.core.project.foreign;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;

/** A query reads a table of another database, whose columns are asked for when it runs: before that it cannot be translated. */
public final class ForeignColumnsException extends PipitException {
    private static final long serialVersionUID = 1L;

    ForeignColumnsException() {
        super(
                ErrorCode.UNSUPPORTED_SQL,
                "it reads postgresql(), whose columns are known when the copy runs, and whose rows do not come one by one");
    }
}
