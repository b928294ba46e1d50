package io.pipit.core.lake.file;

import io.pipit.core.block.engine.EngineSession;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** A table's field ids in the form in which the engine's COPY takes them. */
final class FieldIds {
    private static final String OWN = "__duckdb_field_id: ";

    private FieldIds() {}

    static String of(Schema schema) {
        return fields(schema.columns()).collect(Collectors.joining(", ", "{", "}"));
    }

    private static java.util.stream.Stream<String> fields(List<Types.NestedField> fields) {
        return fields.stream().map(f -> EngineSession.quoted(f.name()) + ": " + id(f.fieldId(), f.type()));
    }

    private static String id(int id, Type type) {
        if (type.isPrimitiveType()) {
            return Integer.toString(id);
        }
        if (type.isListType()) {
            Types.ListType list = type.asListType();
            return "{" + OWN + id + ", element: " + id(list.elementId(), list.elementType()) + "}";
        }
        if (type.isMapType()) {
            Types.MapType map = type.asMapType();
            return "{" + OWN + id + ", key: " + id(map.keyId(), map.keyType()) + ", value: "
                    + id(map.valueId(), map.valueType()) + "}";
        }
        return fields(type.asStructType().fields()).collect(Collectors.joining(", ", "{" + OWN + id + ", ", "}"));
    }
}
