package io.pipit.serving.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.pipit.core.block.PositionVector;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.JsonParameters;
import io.pipit.serving.format.JsonStyle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The parameters of a request, from the query, a form or a JSON body; where a name comes twice, the body wins.
 *
 * @param all by name
 * @param body the text of a body that is neither form nor JSON object, or the empty text
 * @param declared names that the asked template declares: they are its parameters, whatever they mean elsewhere
 */
record RequestParameters(Map<String, List<String>> all, String body, Set<String> declared) {
    /** A secret: it is shown nowhere. */
    static final String TOKEN = "token";

    static final String QUERY = "q";
    static final String MIN_POSITION = "min_position";
    private static final String EXPLAIN = "explain";
    private static final String QUOTE_LONG = "output_format_json_quote_64bit_integers";
    private static final String QUOTE_DENORMALS = "output_format_json_quote_denormals";
    /** Names that clients send to every route, and that are no parameters of templates. */
    private static final Set<String> RESERVED =
            Set.of(TOKEN, "from", QUERY, MIN_POSITION, "pipeline", EXPLAIN, "as_of", QUOTE_LONG, QUOTE_DENORMALS);

    static RequestParameters of(Context context) {
        Map<String, List<String>> all = new TreeMap<>(context.queryParamMap());
        String body = "";
        if (context.method() == HandlerType.POST) {
            String type = Optional.ofNullable(context.contentType()).orElse("").toLowerCase(Locale.ROOT);
            RequestBody sent = new RequestBody(context);
            if (type.contains("json")) {
                all.putAll(JsonParameters.read(sent.text()));
            } else if (type.contains("form")) {
                Map<String, List<String>> form = sent.form();
                all.putAll(form);
                // curl -d sends bare SQL as a form
                body = form.containsKey(QUERY) ? "" : sent.text();
            } else {
                body = sent.text();
            }
        }
        return new RequestParameters(all, body, Set.of());
    }

    /** The same for a template that declares these names. */
    RequestParameters to(Set<String> names) {
        return new RequestParameters(all, body, names);
    }

    /** What templates see. */
    Map<String, List<String>> ofTemplates() {
        Map<String, List<String>> parameters = new TreeMap<>(all);
        parameters.keySet().removeIf(name -> RESERVED.contains(name) && !declared.contains(name));
        parameters.remove(TOKEN); // whatever a template declares
        return parameters;
    }

    /** The first value of a parameter of the route; nothing where the template means something else by it. */
    Optional<String> first(String name) {
        List<String> values = all.getOrDefault(name, List.of());
        return values.isEmpty() || declared.contains(name) ? Optional.empty() : Optional.of(values.get(0));
    }

    /** What JSON answers quote, by the settings that are asked for. */
    JsonStyle jsonStyle() {
        return new JsonStyle(on(QUOTE_LONG), on(QUOTE_DENORMALS));
    }

    /** Whether the query is wanted and not its rows. */
    boolean explains() {
        return on(EXPLAIN);
    }

    private boolean on(String setting) {
        String value = first(setting).orElse("0").toLowerCase(Locale.ROOT);
        if (!Set.of("0", "1", "false", "true").contains(value)) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER, "The setting '" + setting + "' is '" + value + "'; it is 1 or 0.");
        }
        return value.equals("1") || value.equals("true");
    }

    /** The position that the client wants at least. */
    PositionVector minPosition() {
        String text = first(MIN_POSITION).orElse("");
        try {
            return PositionVector.parse(text);
        } catch (IllegalArgumentException e) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER,
                    "The parameter '" + MIN_POSITION + "' is '" + text
                            + "'. It is a position as the header X-Pipit-Position of an earlier answer gives it.",
                    e);
        }
    }
}
