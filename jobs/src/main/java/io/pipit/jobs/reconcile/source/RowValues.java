package io.pipit.jobs.reconcile.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pipit.core.block.Column;
import io.pipit.core.block.type.DataType;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Values of a database as values in events. */
final class RowValues {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int MOST_DIGITS = 9;
    /** By the digits of their fractions. */
    private static final List<DateTimeFormatter> TIMES =
            IntStream.rangeClosed(0, MOST_DIGITS).mapToObj(RowValues::form).toList();

    private RowValues() {}

    private static DateTimeFormatter form(int digits) {
        DateTimeFormatterBuilder form = new DateTimeFormatterBuilder().appendPattern("uuuu-MM-dd HH:mm:ss");
        if (digits > 0) {
            form.appendFraction(ChronoField.NANO_OF_SECOND, digits, digits, true);
        }
        return form.toFormatter(Locale.ROOT);
    }

    /** The value at a place of a row, for a column. */
    static JsonNode of(ResultSet row, int at, SourceColumns.Typed from, Column column) throws SQLException {
        DataType type = column.type().bare();
        if (from.time() && from.type() != Types.DATE) {
            LocalDateTime time = time(row, at, from);
            return time == null ? NODES.nullNode() : NODES.textNode(text(time, type));
        }
        Object value = row.getObject(at);
        if (value == null || row.wasNull()) {
            return NODES.nullNode();
        }
        JsonNode node = node(value, from.typeName(), type);
        return type instanceof DataType.StringType && node.isValueNode() ? NODES.textNode(node.asText()) : node;
    }

    static LocalDateTime time(ResultSet row, int at, SourceColumns.Typed from) throws SQLException {
        if (!from.zoned()) {
            return row.getObject(at, LocalDateTime.class);
        }
        OffsetDateTime time = row.getObject(at, OffsetDateTime.class);
        return time == null ? null : time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
    }

    private static JsonNode node(Object value, String typeName, DataType type) throws SQLException {
        if (value instanceof Boolean truth) {
            return type instanceof DataType.IntType ? NODES.numberNode(truth ? 1 : 0) : NODES.booleanNode(truth);
        } else if (value instanceof BigDecimal decimal) {
            return NODES.numberNode(decimal);
        } else if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            return Double.isFinite(number) ? NODES.numberNode(number) : NODES.nullNode();
        } else if (value instanceof Number number) {
            return NODES.numberNode(number.longValue());
        } else if (value instanceof byte[] bytes) {
            return NODES.textNode(Base64.getEncoder().encodeToString(bytes));
        } else if (value instanceof Array array) {
            return array((Object[]) array.getArray(), type);
        }
        String text = value.toString();
        boolean json = typeName.equals("json") || typeName.equals("jsonb");
        return json && !(type instanceof DataType.StringType) ? tree(text) : NODES.textNode(text);
    }

    private static JsonNode array(Object[] values, DataType type) throws SQLException {
        ArrayNode nodes = NODES.arrayNode();
        DataType element = type instanceof DataType.ArrayType a ? a.element().bare() : type;
        for (Object value : values) {
            if (value == null) {
                nodes.addNull();
            } else if (value instanceof Object[] inner) {
                nodes.add(array(inner, element));
            } else {
                nodes.add(node(value, "", element));
            }
        }
        return nodes;
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return NODES.textNode(text);
        }
    }

    /** As exact as the column keeps it. */
    private static String text(LocalDateTime time, DataType type) {
        if (type instanceof DataType.DateType) {
            return time.toLocalDate().toString();
        }
        int digits = type instanceof DataType.DateTimeType
                ? 0
                : type instanceof DataType.DateTime64Type t ? Math.min(t.precision(), MOST_DIGITS) : 6;
        return TIMES.get(digits).format(time);
    }
}
