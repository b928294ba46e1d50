package io.pipit.core.log;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;

/**
 * {@code DATA_LOSS}: a log is to be read from an offset that it no longer holds. Who stands before what the tables cover has only been
 * overtaken, and may go on from there; who begins at what they cover has lost blocks.
 */
public final class TrimmedLogException extends PipitException {
    TrimmedLogException(String message, Throwable cause) {
        super(ErrorCode.DATA_LOSS, message, cause);
    }
}
