package io.pipit.core.error;

import java.util.Map;

/** A failure whose answer the author of a template chose: its status, and where it is more than a text, its body. */
public class AuthoredException extends PipitException {
    private final int httpStatus;
    private final transient Map<?, ?> body;

    /**
     * With a message alone, or with a body of the author's own.
     *
     * @param httpStatus 400 to 599
     * @param body texts, numbers, truth values, lists and maps by name, or null for the body that all failures have
     */
    protected AuthoredException(ErrorCode code, String message, int httpStatus, Map<?, ?> body) {
        super(code, message);
        this.httpStatus = httpStatus;
        this.body = body;
    }

    /** 400 to 599. */
    public int httpStatus() {
        return httpStatus;
    }

    /** The body, or null for the one that all failures have. */
    public Map<?, ?> body() {
        return body;
    }
}
