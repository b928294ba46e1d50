package io.pipit.core.project.template.expression;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;

/** The errors of templates; whoever renders adds file and line. */
public final class TemplateErrors {
    private TemplateErrors() {}

    /** The template itself is wrong. */
    public static PipitException template(String message) {
        return new PipitException(ErrorCode.TEMPLATE_ERROR, message);
    }

    /** A parameter is needed and not given. */
    public static PipitException missing(String parameter) {
        return new MissingParameterException(parameter);
    }

    /** A parameter's value is not of its type. */
    public static PipitException invalid(String parameter, String value, String expected) {
        String shown = value.length() > 60 ? value.substring(0, 60) + "…" : value;
        return new PipitException(
                ErrorCode.INVALID_PARAMETER,
                "The parameter '" + parameter + "' is '" + shown + "', but it must be " + expected + ".");
    }
}
