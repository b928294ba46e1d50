package io.pipit.core.project;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Parameters of templates that a client sends as a JSON object. */
public final class JsonParameters {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonParameters() {}

    /**
     * The members by name, as texts: those of an array are put together with commas. A member that is null is not given.
     *
     * @param body a JSON object, or the empty text for no parameters
     * @throws PipitException {@code INVALID_BODY} for anything else
     */
    public static Map<String, List<String>> read(String body) {
        Map<String, List<String>> parameters = new TreeMap<>();
        if (body.isBlank()) {
            return parameters;
        }
        try {
            JsonNode node = MAPPER.readTree(body);
            if (!node.isObject()) {
                throw notAnObject(null);
            }
            node.properties().stream()
                    .filter(member -> !member.getValue().isNull())
                    .forEach(member -> parameters.put(member.getKey(), List.of(text(member.getValue()))));
            return parameters;
        } catch (JsonProcessingException e) {
            throw notAnObject(e);
        }
    }

    private static PipitException notAnObject(Exception cause) {
        return new PipitException(
                ErrorCode.INVALID_BODY,
                "The body is not a JSON object. Send the parameters as {\"name\": value}, or as a form.",
                cause);
    }

    private static String text(JsonNode value) {
        if (value.isArray()) {
            List<String> items = new ArrayList<>();
            value.forEach(item -> items.add(text(item)));
            return String.join(",", items);
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }
}
