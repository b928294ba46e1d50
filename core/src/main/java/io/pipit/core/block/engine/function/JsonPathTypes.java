package io.pipit.core.block.engine.function;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The types that values of a JSON column have by themselves, as a column of type JSON says of them. */
final class JsonPathTypes {
    private static final String INTEGER = "Int64";
    private static final String UNSIGNED = "UInt64";
    private static final String FLOAT = "Float64";
    private static final String DATE = "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}";
    private static final String TIME = DATE + "[ T][0-9]{2}:[0-9]{2}:[0-9]{2}Z?";
    private static final String PRECISE = DATE + "[ T][0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]+Z?";
    private static final String NESTED = "JSON(max_dynamic_types=16, max_dynamic_paths=256)";

    private static final List<List<String>> WIDER =
            List.of(List.of("String", "DateTime64(9)", "DateTime", "Date"), List.of(FLOAT, UNSIGNED, INTEGER, "Bool"));

    private JsonPathTypes() {}

    static String of(JsonNode node) {
        if (node.isArray()) {
            return array(node);
        } else if (node.isObject()) {
            return NESTED;
        } else if (node.isBoolean()) {
            return "Bool";
        } else if (node.isIntegralNumber()) {
            return node.canConvertToLong() ? INTEGER : UNSIGNED;
        } else if (node.isNumber()) {
            return FLOAT;
        }
        return text(node.asText());
    }

    private static String text(String text) {
        return text.matches(DATE)
                ? "Date"
                : text.matches(TIME) ? "DateTime" : text.matches(PRECISE) ? "DateTime64(9)" : "String";
    }

    private static String array(JsonNode array) {
        Set<String> types = new TreeSet<>();
        for (JsonNode member : array) {
            if (!member.isNull()) {
                types.add(of(member));
            }
        }
        String type = common(types);
        boolean nullable = !type.startsWith("Array(") && !type.startsWith("JSON") && !type.equals("Dynamic");
        return "Array(" + (nullable ? "Nullable(" + type + ")" : type) + ")";
    }

    /** The first of a row of types that is among them, where all are of that row. */
    private static String common(Set<String> types) {
        if (types.size() == 1) {
            return types.iterator().next();
        }
        for (List<String> wider : WIDER) {
            if (wider.containsAll(types)) {
                return wider.stream().filter(types::contains).findFirst().orElse(wider.get(0));
            }
        }
        return "Dynamic";
    }
}
