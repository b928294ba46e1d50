package io.pipit.cli.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * When values count as equal: numbers by value, whether quoted or not and up to the last digits that depend on the order of a sum; everything
 * else exactly.
 */
final class RowValues {
    private static final BigDecimal TOLERANCE = new BigDecimal("1e-9");
    private static final MathContext DIGITS = new MathContext(10);
    private static final int LONGEST_NUMBER = 64;

    private RowValues() {}

    /** Whether two values are equal. */
    static boolean equal(JsonNode a, JsonNode b) {
        BigDecimal x = number(a);
        BigDecimal y = x == null ? null : number(b);
        if (x != null && y != null && (a.isNumber() || b.isNumber())) {
            return close(x, y);
        }
        if (a.isArray() && b.isArray()) {
            return a.size() == b.size() && members(a, b);
        }
        if (a.isObject() && b.isObject()) {
            return a.size() == b.size() && fields(a, b);
        }
        return a.equals(b);
    }

    private static boolean members(JsonNode a, JsonNode b) {
        for (int i = 0; i < a.size(); i++) {
            if (!equal(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean fields(JsonNode a, JsonNode b) {
        for (Map.Entry<String, JsonNode> field : a.properties()) {
            JsonNode other = b.get(field.getKey());
            if (other == null || !equal(field.getValue(), other)) {
                return false;
            }
        }
        return true;
    }

    private static boolean close(BigDecimal x, BigDecimal y) {
        if (x.compareTo(y) == 0) {
            return true;
        }
        boolean whole =
                x.stripTrailingZeros().scale() <= 0 && y.stripTrailingZeros().scale() <= 0;
        BigDecimal size = x.abs().max(y.abs());
        return !whole && x.subtract(y).abs().compareTo(size.multiply(TOLERANCE)) <= 0;
    }

    private static BigDecimal number(JsonNode value) {
        if (value.isNumber()) {
            return value.decimalValue();
        }
        String text = value.isTextual() ? value.asText() : "";
        if (text.isEmpty() || text.length() > LONGEST_NUMBER || !text.matches("-?\\d+(\\.\\d+)?([eE][-+]?\\d{1,3})?")) {
            return null;
        }
        return new BigDecimal(text);
    }

    /** A text that rows have in common when they are equal but for rounding at a boundary. */
    static String canonical(JsonNode value) {
        BigDecimal number = value.isNumber() ? value.decimalValue() : null;
        if (number != null) {
            BigDecimal plain = number.stripTrailingZeros();
            return plain.scale() <= 0
                    ? plain.toBigInteger().toString()
                    : plain.round(DIGITS).stripTrailingZeros().toString();
        }
        if (value.isObject()) {
            Map<String, String> fields = new TreeMap<>();
            value.properties().forEach(f -> fields.put(f.getKey(), canonical(f.getValue())));
            return fields.toString();
        }
        if (value.isArray()) {
            StringBuilder out = new StringBuilder("[");
            value.forEach(v -> out.append(canonical(v)).append(','));
            return out.append(']').toString();
        }
        return value.isTextual() ? value.asText() : value.toString();
    }

    /** In which columns two rows differ, as {@code hits: expected 3, got 4}. */
    static String difference(JsonNode expected, JsonNode actual) {
        StringBuilder out = new StringBuilder();
        ObjectNode all = ((ObjectNode) expected).deepCopy();
        all.setAll((ObjectNode) actual);
        Iterator<String> names = all.fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            JsonNode wanted = expected.get(name);
            JsonNode got = actual.get(name);
            if (wanted == null || got == null) {
                append(out, name + (wanted == null ? " is not expected" : " is missing"));
            } else if (!equal(wanted, got)) {
                append(out, name + ": expected " + wanted + ", got " + got);
            }
        }
        return out.toString();
    }

    private static void append(StringBuilder out, String part) {
        out.append(out.isEmpty() ? "" : "; ").append(part);
    }
}
