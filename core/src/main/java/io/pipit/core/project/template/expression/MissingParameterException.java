package io.pipit.core.project.template.expression;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.Optional;

/** A parameter is needed and not given. How it is given is for whoever was asked to say. */
public final class MissingParameterException extends PipitException {
    private final String parameter;

    /** Of a parameter, for those who ask by HTTP. */
    MissingParameterException(String parameter) {
        super(
                ErrorCode.MISSING_PARAMETER,
                "The parameter '" + parameter + "' is required. Add " + parameter + "=... to the request.");
        this.parameter = parameter;
    }

    /** The parameter that an error is about: whoever added file and line kept the error as its cause. */
    public static Optional<String> parameterOf(Throwable error) {
        for (Throwable each = error; each != null; each = each.getCause()) {
            if (each instanceof MissingParameterException missing) {
                return Optional.of(missing.parameter);
            }
        }
        return Optional.empty();
    }
}
