package io.pipit.serving.format;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.DateTime64Type;
import io.pipit.core.block.type.DataType.DateTimeType;
import io.pipit.core.block.type.DataType.DateType;
import io.pipit.core.block.type.DataType.MapType;
import io.pipit.core.block.type.DataType.TupleType;
import java.sql.Array;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values of the dialect as Java holds them while an answer is written: numbers, {@code Boolean}, {@code String},
 * {@code LocalDate}, {@code LocalDateTime} (UTC), {@code List} for arrays and tuples, {@code Map}, and null.
 */
final class Values {
    private Values() {}

    /** A cell of the engine's result. */
    static Object read(ResultSet rows, int index, DataType type) throws SQLException {
        DataType bare = type.bare();
        if (bare instanceof DateTimeType || bare instanceof DateTime64Type) {
            return rows.getObject(index, LocalDateTime.class); // a java.sql.Timestamp would pass through the local zone
        }
        return of(rows.getObject(index), bare);
    }

    private static Object of(Object value, DataType type) throws SQLException {
        if (value == null) {
            return null;
        }
        DataType bare = type.bare();
        if (bare instanceof ArrayType array) {
            return list(value, array.element());
        } else if (bare instanceof TupleType tuple) {
            return tuple(value, tuple);
        } else if (bare instanceof MapType map) {
            return map(value, map);
        } else if (bare instanceof DateType) {
            return date(value);
        } else if (bare instanceof DateTimeType || bare instanceof DateTime64Type) {
            return dateTime(value);
        } else if (bare instanceof AggregateFunctionType || !simple(value)) {
            return value.toString();
        }
        return value;
    }

    private static boolean simple(Object value) {
        return value instanceof Number || value instanceof Boolean || value instanceof String;
    }

    private static List<Object> list(Object value, DataType element) throws SQLException {
        Object[] items = value instanceof Array array ? (Object[]) array.getArray() : ((List<?>) value).toArray();
        List<Object> list = new ArrayList<>(items.length);
        for (Object item : items) {
            list.add(of(item, element));
        }
        return list;
    }

    private static List<Object> tuple(Object value, TupleType type) throws SQLException {
        Object[] items = value instanceof Struct struct ? struct.getAttributes() : ((List<?>) value).toArray();
        List<Object> list = new ArrayList<>(items.length);
        for (int i = 0; i < items.length; i++) {
            list.add(of(items[i], type.elements().get(i)));
        }
        return list;
    }

    private static Map<Object, Object> map(Object value, MapType type) throws SQLException {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (Map.Entry<?, ?> e : ((Map<?, ?>) value).entrySet()) {
            map.put(of(e.getKey(), type.key()), of(e.getValue(), type.value()));
        }
        return map;
    }

    private static Object date(Object value) {
        return value instanceof Date date
                ? date.toLocalDate()
                : value instanceof LocalDate ? value : LocalDate.parse(value.toString());
    }

    private static Object dateTime(Object value) {
        if (value instanceof LocalDateTime) {
            return value;
        }
        return value instanceof Timestamp timestamp
                ? timestamp.toLocalDateTime()
                : LocalDateTime.parse(value.toString().replace(' ', 'T'));
    }

    /** The members of a tuple or array, for writers. */
    static List<?> members(Object value) {
        return value instanceof List<?> list ? list : Arrays.asList(value);
    }
}
