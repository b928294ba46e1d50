package io.pipit.serving.http;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The type of a template's parameter in the words of OpenAPI.
 *
 * @param type as the template declares it
 */
record ParameterSchema(String type) {
    static final Map<String, Object> STRING = Map.of("type", "string");
    private static final String ARRAY = "Array";

    /** Whether it is several values with commas between them. */
    boolean list() {
        return type.startsWith(ARRAY);
    }

    /** How values look where OpenAPI has no word for it. */
    Optional<String> form() {
        return switch (type) {
            case "DateTime" -> Optional.of("(YYYY-MM-DD hh:mm:ss, UTC)");
            case "DateTime64" -> Optional.of("(YYYY-MM-DD hh:mm:ss.fff, UTC)");
            default -> Optional.empty();
        };
    }

    /** The schema, with a default where there is one. */
    Map<String, Object> of(String byDefault) {
        Map<String, Object> schema = new LinkedHashMap<>();
        if (list()) {
            schema.put("type", "array");
            schema.put("items", new ParameterSchema(element()).of(""));
        } else {
            schema.putAll(plain());
        }
        if (!byDefault.isEmpty()) {
            Object value = list() ? values(byDefault) : value(byDefault);
            schema.put("default", value);
        }
        return schema;
    }

    private String element() {
        boolean named = type.startsWith(ARRAY + "(") && type.endsWith(")");
        return named ? type.substring(ARRAY.length() + 1, type.length() - 1) : "String";
    }

    private List<Object> values(String texts) {
        ParameterSchema element = new ParameterSchema(element());
        return List.of(texts.split(",", -1)).stream()
                .map(text -> element.value(text.strip()))
                .toList();
    }

    private Map<String, Object> plain() {
        return switch (type) {
            case "Boolean", "Bool" -> Map.of("type", "boolean");
            case "Date", "Date32" -> Map.of("type", "string", "format", "date");
            case "UUID" -> Map.of("type", "string", "format", "uuid");
            case "Int8", "Int16", "Int32", "UInt8", "UInt16" -> Map.of("type", "integer", "format", "int32");
            case "Int64", "UInt32", "Int", "Integer" -> Map.of("type", "integer", "format", "int64");
            case "UInt64", "Int128", "Int256", "UInt128", "UInt256" -> Map.of("type", "integer");
            case "Float32" -> Map.of("type", "number", "format", "float");
            case "Float64" -> Map.of("type", "number", "format", "double");
            default -> type.startsWith("Decimal") ? Map.of("type", "number") : STRING;
        };
    }

    /** A default as JSON has it; as it is written, where it is none of the type. */
    private Object value(String text) {
        Object kind = plain().get("type");
        if (kind.equals("boolean")) {
            return List.of("1", "true", "True").contains(text);
        }
        if (kind.equals("string")) {
            return text;
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return text;
        }
    }
}
