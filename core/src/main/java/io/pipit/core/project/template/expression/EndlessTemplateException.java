package io.pipit.core.project.template.expression;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;

/** A rendering takes more than it may: the template may never end. */
public final class EndlessTemplateException extends PipitException {
    EndlessTemplateException(String message) {
        super(ErrorCode.TEMPLATE_ERROR, message);
    }

    /** Whether an error is one of these, with or without a place. */
    public static boolean is(PipitException error) {
        return error instanceof EndlessTemplateException || error.getCause() instanceof EndlessTemplateException;
    }
}
