package io.pipit.serving.format;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;

/** The bound of one answer. */
record AnswerLimit(long bytes) {
    boolean passed(long written) {
        return written > bytes;
    }

    PipitException exceeded() {
        return new PipitException(
                ErrorCode.QUERY_FAILED,
                "The answer is larger than " + (bytes >> 20)
                        + " MB. Read fewer rows or columns: add a LIMIT, a filter, or aggregate.");
    }
}
