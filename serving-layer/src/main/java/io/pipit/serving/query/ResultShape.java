package io.pipit.serving.query;

import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.MapType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.block.type.StorageType;
import io.pipit.core.block.type.StorageType.ListStorage;
import io.pipit.core.block.type.StorageType.MapStorage;
import io.pipit.core.block.type.StorageType.Plain;
import io.pipit.core.block.type.StorageType.StructStorage;
import io.pipit.core.block.type.StorageTypes;
import io.pipit.core.sql.OutputColumn;
import io.pipit.core.sql.TranslatedQuery;
import java.util.List;

/**
 * Casts result columns that JDBC would spoil: times within arrays, tuples and maps would pass through the local time zone, and
 * partial states have no one form in Java.
 */
public final class ResultShape {
    private ResultShape() {}

    /** The text of a query's answer, with such columns as text. */
    public static String of(String sql, TranslatedQuery query) {
        return of(sql, query.columns(), query.withTotals().isPresent() ? List.of(TranslatedQuery.TOTALS) : List.of());
    }

    /** The same with more columns that follow those of the answer. */
    public static String of(String sql, List<OutputColumn> columns, List<String> more) {
        if (columns.stream().noneMatch(c -> spoiled(c.type()))) {
            return sql;
        }
        StringBuilder select = new StringBuilder("SELECT ");
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            String name = EngineSession.quoted("c" + i);
            DataType type = columns.get(i).type();
            select.append(i == 0 ? "" : ", ").append(spoiled(type) ? "CAST(" + name + " AS " + text(type) + ")" : name);
            names.append(i == 0 ? "" : ", ").append(name);
        }
        for (String column : more) {
            select.append(", ").append(EngineSession.quoted(column));
            names.append(", ").append(EngineSession.quoted(column));
        }
        return select + " FROM (" + sql + ") AS pipit_result(" + names + ")";
    }

    private static boolean spoiled(DataType type) {
        DataType bare = type.bare();
        return bare instanceof AggregateFunctionType
                || (bare instanceof ArrayType || bare instanceof TupleType || bare instanceof MapType) && hasTime(bare);
    }

    private static boolean hasTime(DataType type) {
        DataType bare = type.bare();
        if (bare instanceof ArrayType a) {
            return hasTime(a.element());
        } else if (bare instanceof TupleType t) {
            return t.elements().stream().anyMatch(ResultShape::hasTime);
        } else if (bare instanceof MapType m) {
            return hasTime(m.key()) || hasTime(m.value());
        }
        return bare instanceof DataType.DateTimeType || bare instanceof DataType.DateTime64Type;
    }

    private static String text(DataType type) {
        return type.bare() instanceof AggregateFunctionType
                ? Plain.VARCHAR.toString()
                : text(StorageTypes.of(type)).toString();
    }

    private static StorageType text(StorageType type) {
        if (type instanceof ListStorage l) {
            return new ListStorage(text(l.element()));
        } else if (type instanceof MapStorage m) {
            return new MapStorage(text(m.key()), text(m.value()));
        } else if (type instanceof StructStorage s) {
            return new StructStorage(s.fields().stream()
                    .map(f -> new StructStorage.Field(f.name(), text(f.type())))
                    .toList());
        }
        return type == Plain.TIMESTAMP || type == Plain.TIMESTAMP_NS ? Plain.VARCHAR : type;
    }
}
