package io.pipit.jobs.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.JsonParameters;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a request gives for a template, in its query, a form or a JSON object; where a name comes twice, the body wins, as with endpoints.
 *
 * @param all by name
 */
record GivenParameters(Map<String, List<String>> all) {
    /**
     * Those of a request.
     *
     * @throws PipitException {@code INVALID_BODY} for a body of another kind: what it says would be left out silently
     */
    static GivenParameters of(Context context) {
        Map<String, List<String>> all = new TreeMap<>(context.queryParamMap());
        if (context.method() == HandlerType.POST) {
            all.putAll(body(context));
        }
        return new GivenParameters(all);
    }

    private static Map<String, List<String>> body(Context context) {
        String type = Optional.ofNullable(context.contentType()).orElse("").toLowerCase(Locale.ROOT);
        if (type.contains("json")) {
            return JsonParameters.read(context.body());
        } else if (type.contains("form")) {
            return context.formParamMap();
        } else if (!context.body().isBlank()) {
            throw new PipitException(
                    ErrorCode.INVALID_BODY,
                    "The body is neither a form nor JSON" + (type.isEmpty() ? "" : ", but " + type)
                            + ". Send parameters as a form, as {\"name\": value} with the header 'Content-Type:"
                            + " application/json', or in the query. Nothing was run.");
        }
        return Map.of();
    }

    /** All but these. */
    Map<String, List<String>> without(Set<String> names) {
        Map<String, List<String>> others = new TreeMap<>(all);
        others.keySet().removeAll(names);
        return others;
    }

    /** The first value of a parameter that is given and not blank. */
    Optional<String> first(String name) {
        return all.getOrDefault(name, List.of()).stream().findFirst().filter(text -> !text.isBlank());
    }
}
