package io.pipit.core.block.engine.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** JSON where the dialect's rules are not those of the engine: members by number, types with defaults, paths of SQL. */
final class JsonOperations {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);
    /** A text in quotes, as it is, or the digits before an empty fraction. */
    private static final Pattern WHOLE =
            Pattern.compile("(\"(?:\\\\.|[^\"\\\\])*+\"|[0-9]+)(?:(?<=[0-9])\\.0(?![0-9eE]))?");

    private static final Pattern STEP = Pattern.compile("\\.\"([^\"]*)\"|\\.([^.\\[\\]\"]+)|\\[(\\d+|\\*)]");

    private JsonOperations() {}

    /** The first member of that name in the order of the text, at whatever depth. */
    private static Optional<JsonNode> first(JsonNode node, String name) {
        Iterator<Map.Entry<String, JsonNode>> members = node.fields();
        while (members.hasNext()) {
            Map.Entry<String, JsonNode> member = members.next();
            if (member.getKey().equals(name)) {
                return Optional.of(member.getValue());
            }
            Optional<JsonNode> found = first(member.getValue(), name);
            if (found.isPresent()) {
                return found;
            }
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            Optional<JsonNode> found = first(node.get(i), name);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    static void register(Map<String, TextOperation> texts) {
        texts.put("jsonAt", a -> at(a, 0).map(JsonNode::toString).orElse(null));
        texts.put("jsonAtFolded", a -> at(a, 1).map(JsonNode::toString).orElse(null));
        texts.put(
                "jsonFirst",
                a -> parsed(a[0])
                        .flatMap(n -> first(n, a[1]))
                        .map(JsonNode::toString)
                        .orElse(null));
        texts.put("jsonText", a -> parsed(a[0]).map(JsonOperations::text).orElse(null));
        texts.put("jsonTyped", a -> typed(a[0], a[1]));
        texts.put("jsonQuery", a -> query(a[0], a[1]));
        texts.put("jsonMerge", a -> merge(a));
        texts.put("jsonKey", a -> key(a));
        texts.put("jsonNumbers", a -> WHOLE.matcher(a[0]).replaceAll("$1"));
        texts.put("jsonPaths", a -> paths(a[0]));
        texts.put("jsonPathTypes", a -> pathTypes(a[0]));
        texts.put("prettyJson", a -> parsed(a[0]).map(n -> pretty(n, 0)).orElse(""));
    }

    private static Optional<JsonNode> parsed(String text) {
        try {
            return Optional.ofNullable(JSON.readTree(text)).filter(n -> !n.isMissingNode());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** The paths of what is no object and not NULL, as an array. */
    private static String paths(String text) {
        Map<String, JsonNode> found = new TreeMap<>();
        parsed(text).ifPresent(node -> paths(node, "", found));
        ArrayNode out = NODES.arrayNode();
        found.keySet().forEach(out::add);
        return out.toString();
    }

    /** The same with the types that the values have. */
    private static String pathTypes(String text) {
        Map<String, JsonNode> found = new TreeMap<>();
        parsed(text).ifPresent(node -> paths(node, "", found));
        ObjectNode out = NODES.objectNode();
        found.forEach((path, value) -> out.put(path, JsonPathTypes.of(value)));
        return out.toString();
    }

    private static void paths(JsonNode node, String path, Map<String, JsonNode> found) {
        if (node.isObject()) {
            node.fields()
                    .forEachRemaining(member -> paths(
                            member.getValue(), path.isEmpty() ? member.getKey() : path + "." + member.getKey(), found));
        } else if (!node.isNull() && !path.isEmpty()) {
            found.put(path, node);
        }
    }

    /** Follows keys (after {@code k}) and positions (after {@code #}); positions count members of arrays and objects. */
    private static Optional<JsonNode> at(String[] arguments, int folded) {
        Optional<JsonNode> node = parsed(arguments[0]);
        for (int i = 1; i < arguments.length && node.isPresent(); i++) {
            String step = arguments[i].substring(1);
            node = arguments[i].charAt(0) == '#'
                    ? member(node.get(), Integer.parseInt(step))
                    : key(node.get(), step, folded == 1);
        }
        return node;
    }

    private static Optional<JsonNode> key(JsonNode node, String name, boolean folded) {
        if (!folded) {
            return Optional.ofNullable(node.get(name));
        }
        for (Map.Entry<String, JsonNode> e : node.properties()) {
            if (e.getKey().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                return Optional.of(e.getValue());
            }
        }
        return Optional.empty();
    }

    private static Optional<JsonNode> member(JsonNode node, int position) {
        int index = position > 0 ? position - 1 : node.size() + position;
        if (position == 0 || index < 0 || index >= node.size()) {
            return Optional.empty();
        } else if (node.isArray()) {
            return Optional.of(node.get(index));
        }
        Iterator<JsonNode> members = node.elements();
        for (int i = 0; i < index; i++) {
            members.next();
        }
        return Optional.of(members.next());
    }

    private static String key(String[] arguments) {
        Optional<JsonNode> node = parsed(arguments[0]);
        List<String> names = node.filter(JsonNode::isObject)
                .map(n -> List.copyOf(((ObjectNode) n)
                        .properties().stream().map(Map.Entry::getKey).toList()))
                .orElse(List.of());
        int position = Integer.parseInt(arguments[1]);
        int index = position > 0 ? position - 1 : names.size() + position;
        return position != 0 && index >= 0 && index < names.size() ? names.get(index) : "";
    }

    /** A value as text: texts as they are, numbers as the dialect prints them. */
    private static String text(JsonNode node) {
        if (node.isTextual()) {
            return node.textValue();
        } else if (node.isNumber()) {
            return node.isIntegralNumber()
                    ? node.asText()
                    : NumberOperations.floatText(Double.toString(node.doubleValue()));
        }
        return node.isNull() ? "" : node.toString();
    }

    /** A value brought to a type that a small JSON text describes; what does not fit is its default. */
    private static String typed(String value, String type) {
        try {
            JsonNode kind = JSON.readTree(type);
            return convert(parsed(value).orElse(NullNode.instance), kind).toString();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a type: " + type, e);
        }
    }

    private static JsonNode convert(JsonNode node, JsonNode kind) {
        if (kind.has("nullable")) {
            JsonNode inner = kind.get("nullable");
            return node.isNull() || !fits(node, inner) ? NullNode.instance : convert(node, inner);
        }
        return switch (kind.path("kind").asText()) {
            case "array" -> {
                ArrayNode array = NODES.arrayNode();
                if (node.isArray()) {
                    node.forEach(n -> array.add(convert(n, kind.get("of"))));
                }
                yield array;
            }
            case "map" -> {
                ObjectNode map = NODES.objectNode();
                if (node.isObject()) {
                    node.properties().forEach(e -> map.set(e.getKey(), convert(e.getValue(), kind.get("of"))));
                }
                yield map;
            }
            case "tuple" -> tuple(node, kind);
            case "int" -> integer(node, kind);
            case "float" -> number(node).<JsonNode>map(n -> NODES.numberNode(n)).orElse(NODES.numberNode(0));
            case "bool" ->
                NODES.booleanNode(node.isBoolean() ? node.booleanValue() : node.isNumber() && node.doubleValue() != 0);
            case "text" -> NODES.textNode(text(node));
            default ->
                node.isTextual() || node.isNumber()
                        ? NODES.textNode(text(node))
                        : NODES.textNode(kind.path("zero").asText());
        };
    }

    private static boolean fits(JsonNode node, JsonNode kind) {
        return switch (kind.path("kind").asText()) {
            case "int", "float" -> node.isBoolean() || number(node).isPresent();
            case "array" -> node.isArray();
            case "map" -> node.isObject();
            default -> true;
        };
    }

    private static JsonNode tuple(JsonNode node, JsonNode kind) {
        ObjectNode tuple = NODES.objectNode();
        int i = 0;
        for (JsonNode member : kind.get("members")) {
            String name = member.get("name").asText();
            JsonNode found = node.isArray() ? node.get(i) : node.get(name);
            tuple.set(name, convert(found == null ? NullNode.instance : found, member.get("of")));
            i++;
        }
        return tuple;
    }

    private static JsonNode integer(JsonNode node, JsonNode kind) {
        if (node.isBoolean()) {
            return NODES.numberNode(node.booleanValue() ? 1 : 0);
        }
        BigInteger value = number(node).map(BigDecimal::toBigInteger).orElse(BigInteger.ZERO);
        int bits = kind.get("bits").asInt();
        boolean signed = kind.get("signed").asBoolean();
        boolean fits = signed ? value.bitLength() < bits : value.signum() >= 0 && value.bitLength() <= bits;
        return NODES.numberNode(fits ? value : BigInteger.ZERO);
    }

    private static Optional<BigDecimal> number(JsonNode node) {
        try {
            return node.isNumber()
                    ? Optional.of(node.decimalValue())
                    : node.isTextual() ? Optional.of(new BigDecimal(node.textValue())) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The values at a path of SQL, in an array. */
    private static String query(String text, String path) {
        List<JsonNode> nodes = parsed(text).map(List::of).orElse(List.of());
        Matcher steps = STEP.matcher(path);
        while (steps.find()) {
            String name = steps.group(1) != null ? steps.group(1) : steps.group(2);
            String index = steps.group(3);
            nodes = nodes.stream().flatMap(n -> step(n, name, index).stream()).toList();
        }
        return nodes.isEmpty()
                ? ""
                : nodes.stream().map(JsonNode::toString).collect(java.util.stream.Collectors.joining(", ", "[", "]"));
    }

    private static List<JsonNode> step(JsonNode node, String name, String index) {
        JsonNode found = name != null
                ? node.get(name)
                : index.equals("*") || !node.isArray() ? null : node.get(Integer.parseInt(index));
        if (name == null && index.equals("*") && node.isArray()) {
            List<JsonNode> all = new java.util.ArrayList<>();
            node.forEach(all::add);
            return all;
        }
        return found == null ? List.of() : List.of(found);
    }

    private static String merge(String[] documents) {
        JsonNode merged = parsed(documents[0]).orElse(NODES.objectNode());
        for (int i = 1; i < documents.length; i++) {
            merged = merge(merged, parsed(documents[i]).orElse(NODES.objectNode()));
        }
        return merged.toString();
    }

    private static JsonNode merge(JsonNode base, JsonNode patch) {
        if (!base.isObject() || !patch.isObject()) {
            return patch;
        }
        ObjectNode merged = base.deepCopy();
        patch.properties()
                .forEach(e -> merged.set(
                        e.getKey(),
                        merged.has(e.getKey()) ? merge(merged.get(e.getKey()), e.getValue()) : e.getValue()));
        return merged;
    }

    private static String pretty(JsonNode node, int depth) {
        if (node.isEmpty() || node.isValueNode()) {
            return node.toString();
        }
        String indent = "    ".repeat(depth + 1);
        StringBuilder out = new StringBuilder(node.isArray() ? "[" : "{");
        String separator = "\n";
        if (node.isArray()) {
            for (JsonNode member : node) {
                out.append(separator).append(indent).append(pretty(member, depth + 1));
                separator = ",\n";
            }
        } else {
            for (Map.Entry<String, JsonNode> e : node.properties()) {
                out.append(separator)
                        .append(indent)
                        .append(NODES.textNode(e.getKey()))
                        .append(": ")
                        .append(pretty(e.getValue(), depth + 1));
                separator = ",\n";
            }
        }
        return out.append('\n')
                .append("    ".repeat(depth))
                .append(node.isArray() ? ']' : '}')
                .toString();
    }
}
