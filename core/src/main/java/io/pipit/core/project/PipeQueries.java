package io.pipit.core.project;

import io.pipit.core.sql.TranslatedQuery;
import java.util.List;
import java.util.Map;

/**
 * Turns requests into translated queries: renders the templates of the pipe's nodes with the request's parameters, then parses
 * and translates; results are cached by the rendered text. Thread-safe.
 */
public final class PipeQueries {
    /** For a compiled project. */
    public PipeQueries(Plan plan) {
        throw new UnsupportedOperationException("skeleton");
    }

    /**
     * The query of a pipe (endpoint, copy or untyped).
     *
     * @param parameters values as the request gave them, several for a repeated name
     * @throws io.pipit.core.error.PipitException {@code UNKNOWN_ENDPOINT}, {@code MISSING_PARAMETER},
     *     {@code INVALID_PARAMETER}, {@code TEMPLATE_ERROR}, or what the dialect throws
     */
    public TranslatedQuery pipe(String pipe, Map<String, List<String>> parameters) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** A query over the project's tables and pipes; a text that starts with {@code %} is a template. */
    public TranslatedQuery sql(String sql, Map<String, List<String>> parameters) {
        throw new UnsupportedOperationException("skeleton");
    }
}
