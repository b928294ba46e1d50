package io.pipit.core.project.template.expression;

import io.pipit.core.error.AuthoredException;
import io.pipit.core.error.ErrorCode;
import java.util.Map;

/** What {@code error} and {@code custom_error} throw: the answer's status and body as the template's author wants them. */
public final class CustomTemplateException extends AuthoredException {
    CustomTemplateException(int httpStatus, Object body) {
        super(ErrorCode.TEMPLATE_ERROR, message(body), httpStatus, body instanceof Map<?, ?> map ? map : null);
    }

    private static String message(Object body) {
        Object text = body instanceof Map<?, ?> map && map.containsKey("error") ? map.get("error") : body;
        return String.valueOf(text);
    }
}
