package io.pipit.core.project.template.expression;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.Map;

/** What {@code error} and {@code custom_error} throw: the answer's status and body as the template's author wants them. */
public final class CustomTemplateException extends PipitException {
    private final int httpStatus;
    private final transient Object body;

    CustomTemplateException(int httpStatus, Object body) {
        super(ErrorCode.TEMPLATE_ERROR, message(body));
        this.httpStatus = httpStatus;
        this.body = body;
    }

    /** 400 to 599. */
    public int httpStatus() {
        return httpStatus;
    }

    /** Texts, numbers, truth values, lists and maps. */
    public Object body() {
        return body;
    }

    private static String message(Object body) {
        Object text = body instanceof Map<?, ?> map && map.containsKey("error") ? map.get("error") : body;
        return String.valueOf(text);
    }
}
