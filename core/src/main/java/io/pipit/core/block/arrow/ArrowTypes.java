package io.pipit.core.block.arrow;

import io.pipit.core.block.type.StorageType;
import io.pipit.core.block.type.StorageType.DecimalStorage;
import io.pipit.core.block.type.StorageType.ListStorage;
import io.pipit.core.block.type.StorageType.MapStorage;
import io.pipit.core.block.type.StorageType.Plain;
import io.pipit.core.block.type.StorageType.StructStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/**
 * Which Arrow field holds which storage type, and back.
 *
 * <p>UUIDs are 16 bytes with the extension name {@code arrow.uuid}. Integers of 128 bits travel as decimals of 38 digits.
 */
public final class ArrowTypes {
    private static final Map<String, String> UUID_EXTENSION =
            Map.of("ARROW:extension:name", "arrow.uuid", "ARROW:extension:metadata", "");
    private static final int UUID_BYTES = 16;
    private static final int DECIMAL_BITS = 128;

    private ArrowTypes() {}

    /** The field of a column; every field may hold nulls, the rules of the column are kept by those who write it. */
    public static Field field(String name, StorageType type) {
        if (type instanceof Plain plain) {
            Map<String, String> metadata = plain == Plain.UUID ? UUID_EXTENSION : null;
            return new Field(name, new FieldType(true, plain(plain), null, metadata), List.of());
        } else if (type instanceof DecimalStorage d) {
            return nullable(name, new ArrowType.Decimal(d.precision(), d.scale(), DECIMAL_BITS), List.of());
        } else if (type instanceof ListStorage l) {
            return nullable(name, new ArrowType.List(), List.of(field("element", l.element())));
        } else if (type instanceof StructStorage s) {
            return nullable(
                    name,
                    new ArrowType.Struct(),
                    s.fields().stream().map(f -> field(f.name(), f.type())).toList());
        }
        MapStorage map = (MapStorage) type;
        Field key = field("key", map.key());
        Field required =
                new Field("key", new FieldType(false, key.getType(), null, key.getMetadata()), key.getChildren());
        Field entries = new Field(
                "entries",
                FieldType.notNullable(new ArrowType.Struct()),
                List.of(required, field("value", map.value())));
        return nullable(name, new ArrowType.Map(false), List.of(entries));
    }

    /** The storage type that a field holds, if it holds one as it is. */
    public static Optional<StorageType> storage(Field field) {
        ArrowType type = field.getType();
        if (type instanceof ArrowType.Decimal d) {
            return Optional.of(new DecimalStorage(d.getPrecision(), d.getScale()));
        } else if (type instanceof ArrowType.List) {
            return storage(field.getChildren().get(0)).map(ListStorage::new);
        } else if (type instanceof ArrowType.Struct) {
            return struct(field);
        } else if (type instanceof ArrowType.Map) {
            List<Field> entry = field.getChildren().get(0).getChildren();
            return storage(entry.get(0)).flatMap(k -> storage(entry.get(1)).map(v -> new MapStorage(k, v)));
        }
        return plain(field).map(p -> p);
    }

    private static Optional<StorageType> struct(Field field) {
        List<StructStorage.Field> members = new ArrayList<>();
        for (Field child : field.getChildren()) {
            Optional<StorageType> type = storage(child);
            if (type.isEmpty()) {
                return Optional.empty();
            }
            members.add(new StructStorage.Field(child.getName(), type.get()));
        }
        return Optional.of(new StructStorage(members));
    }

    private static Optional<Plain> plain(Field field) {
        for (Plain plain : Plain.values()) {
            boolean travelsAsOther = plain == Plain.HUGEINT || plain == Plain.UHUGEINT;
            if (!travelsAsOther && plain(plain).equals(field.getType())) {
                return Optional.of(plain);
            }
        }
        return Optional.empty();
    }

    private static Field nullable(String name, ArrowType type, List<Field> children) {
        return new Field(name, FieldType.nullable(type), children);
    }

    private static ArrowType plain(Plain type) {
        return switch (type) {
            case BOOLEAN -> new ArrowType.Bool();
            case TINYINT -> new ArrowType.Int(8, true);
            case SMALLINT -> new ArrowType.Int(16, true);
            case INTEGER -> new ArrowType.Int(32, true);
            case BIGINT -> new ArrowType.Int(64, true);
            case UTINYINT -> new ArrowType.Int(8, false);
            case USMALLINT -> new ArrowType.Int(16, false);
            case UINTEGER -> new ArrowType.Int(32, false);
            case UBIGINT -> new ArrowType.Int(64, false);
            case HUGEINT, UHUGEINT -> new ArrowType.Decimal(38, 0, DECIMAL_BITS);
            case FLOAT -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
            case DOUBLE -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
            case VARCHAR -> new ArrowType.Utf8();
            case DATE -> new ArrowType.Date(DateUnit.DAY);
            case TIMESTAMP -> new ArrowType.Timestamp(TimeUnit.MICROSECOND, null);
            case TIMESTAMP_NS -> new ArrowType.Timestamp(TimeUnit.NANOSECOND, null);
            case UUID -> new ArrowType.FixedSizeBinary(UUID_BYTES);
        };
    }
}
