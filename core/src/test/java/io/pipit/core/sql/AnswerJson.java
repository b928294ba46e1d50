package io.pipit.core.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.DateTime64Type;
import io.pipit.core.block.type.DataType.DateTimeType;
import io.pipit.core.block.type.DataType.MapType;
import io.pipit.core.block.type.DataType.TupleType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** Values of the engine as the dialect prints them in JSON. */
final class AnswerJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private AnswerJson() {}

    static JsonNode of(DataType type, Object value) throws SQLException {
        DataType bare = type.bare();
        if (value == null) {
            return NODES.nullNode();
        } else if (bare instanceof ArrayType a) {
            ArrayNode array = NODES.arrayNode();
            for (Object member : (Object[]) ((Array) value).getArray()) {
                array.add(of(a.element(), member));
            }
            return array;
        } else if (bare instanceof TupleType t) {
            Object[] members = ((Struct) value).getAttributes();
            if (t.names().stream().noneMatch(String::isEmpty)) {
                ObjectNode object = NODES.objectNode();
                for (int i = 0; i < members.length; i++) {
                    object.set(t.names().get(i), of(t.elements().get(i), members[i]));
                }
                return object;
            }
            ArrayNode array = NODES.arrayNode();
            for (int i = 0; i < members.length; i++) {
                array.add(of(t.elements().get(i), members[i]));
            }
            return array;
        } else if (bare instanceof MapType m) {
            ObjectNode object = NODES.objectNode();
            for (Map.Entry<?, ?> e : ((Map<?, ?>) value).entrySet()) {
                object.set(e.getKey().toString(), of(m.value(), e.getValue()));
            }
            return object;
        } else if (value instanceof Number n) {
            return number(n);
        } else if (value instanceof Boolean b) {
            return NODES.booleanNode(b);
        } else if (bare instanceof DateTimeType t) {
            return NODES.textNode(time(value, t.zone(), 0));
        } else if (bare instanceof DateTime64Type t) {
            return NODES.textNode(time(value, t.zone(), t.precision()));
        }
        return NODES.textNode(value.toString());
    }

    private static JsonNode number(Number n) {
        if (n instanceof Double || n instanceof Float) {
            double d = Double.parseDouble(n.toString()); // a Float as it is printed
            return Double.isFinite(d) ? NODES.numberNode(d) : NODES.nullNode();
        }
        return n instanceof BigInteger b
                ? NODES.numberNode(b)
                : n instanceof BigDecimal d ? NODES.numberNode(d) : NODES.numberNode(n.longValue());
    }

    private static String time(Object value, String zone, int digits) {
        LocalDateTime utc = value instanceof LocalDateTime l ? l : ((Timestamp) value).toLocalDateTime();
        LocalDateTime local = zone.isEmpty()
                ? utc
                : utc.atZone(ZoneOffset.UTC)
                        .withZoneSameInstant(ZoneId.of(zone))
                        .toLocalDateTime();
        String pattern = "yyyy-MM-dd HH:mm:ss" + (digits > 0 ? "." + "S".repeat(digits) : "");
        return local.format(DateTimeFormatter.ofPattern(pattern, Locale.ROOT));
    }

    /** Equal, where numbers may differ in the last digits. */
    static boolean same(JsonNode a, JsonNode b) {
        return same(a, b, 1e-9);
    }

    /** Equal, where numbers may differ by this much of the greater one. */
    static boolean same(JsonNode a, JsonNode b, double tolerance) {
        if (a.isNumber() && b.isNumber()) {
            double x = a.asDouble();
            double y = b.asDouble();
            return x == y || Math.abs(x - y) <= tolerance * Math.max(Math.abs(x), Math.abs(y)) + 1e-12;
        } else if (a.isArray() && b.isArray() && a.size() == b.size()) {
            for (int i = 0; i < a.size(); i++) {
                if (!same(a.get(i), b.get(i), tolerance)) {
                    return false;
                }
            }
            return true;
        }
        if (a.isObject() && b.isObject() && a.size() == b.size()) {
            for (Map.Entry<String, JsonNode> e : a.properties()) {
                if (!b.has(e.getKey()) || !same(e.getValue(), b.get(e.getKey()), tolerance)) {
                    return false;
                }
            }
            return true;
        }
        return a.equals(b);
    }
}
