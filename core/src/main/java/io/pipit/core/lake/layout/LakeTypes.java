package io.pipit.core.lake.layout;

import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.type.StorageType;
import io.pipit.core.block.type.StorageType.DecimalStorage;
import io.pipit.core.block.type.StorageType.ListStorage;
import io.pipit.core.block.type.StorageType.MapStorage;
import io.pipit.core.block.type.StorageType.Plain;
import io.pipit.core.block.type.StorageType.StructStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The nearest type that Iceberg has for each storage type: wide enough for every value, and one that other readers of Iceberg
 * understand (contract C8). Iceberg has no unsigned and no small integers; times finer than microseconds are numbers.
 */
public final class LakeTypes {
    private static final String NARROW_DECIMALS = "1000000000000000000";

    private LakeTypes() {}

    /** The type in the lake; {@code ids} gives the field ids of members. */
    public static Type of(StorageType type, IntSupplier ids) {
        if (type instanceof DecimalStorage d) {
            return Types.DecimalType.of(d.precision(), d.scale());
        } else if (type instanceof ListStorage l) {
            return Types.ListType.ofOptional(ids.getAsInt(), of(l.element(), ids));
        } else if (type instanceof MapStorage m) {
            return Types.MapType.ofOptional(ids.getAsInt(), ids.getAsInt(), of(m.key(), ids), of(m.value(), ids));
        } else if (type instanceof StructStorage s) {
            List<Types.NestedField> fields = new ArrayList<>();
            s.fields()
                    .forEach(f -> fields.add(Types.NestedField.optional(ids.getAsInt(), f.name(), of(f.type(), ids))));
            return Types.StructType.of(fields);
        }
        return plain((Plain) type);
    }

    private static Type plain(Plain type) {
        return switch (type) {
            case BOOLEAN -> Types.BooleanType.get();
            case TINYINT, SMALLINT, INTEGER, UTINYINT, USMALLINT -> Types.IntegerType.get();
            case BIGINT, UINTEGER, TIMESTAMP_NS -> Types.LongType.get();
            case UBIGINT -> Types.DecimalType.of(20, 0);
            case HUGEINT, UHUGEINT -> Types.DecimalType.of(38, 0);
            case FLOAT -> Types.FloatType.get();
            case DOUBLE -> Types.DoubleType.get();
            case VARCHAR -> Types.StringType.get();
            case DATE -> Types.DateType.get();
            case TIMESTAMP -> Types.TimestampType.withoutZone();
            case UUID -> Types.UUIDType.get();
        };
    }

    /** The engine's type whose Parquet form is the type in the lake. */
    public static String engineType(StorageType type) {
        if (type instanceof ListStorage l) {
            return engineType(l.element()) + "[]";
        } else if (type instanceof MapStorage m) {
            return "MAP(" + engineType(m.key()) + ", " + engineType(m.value()) + ")";
        } else if (type instanceof StructStorage s) {
            return s.fields().stream()
                    .map(f -> EngineSession.quoted(f.name()) + " " + engineType(f.type()))
                    .collect(Collectors.joining(", ", "STRUCT(", ")"));
        } else if (type instanceof Plain plain) {
            return switch (plain) {
                case TINYINT, SMALLINT, INTEGER, UTINYINT, USMALLINT -> "INTEGER";
                case BIGINT, UINTEGER, TIMESTAMP_NS -> "BIGINT";
                case UBIGINT -> "DECIMAL(20,0)";
                case HUGEINT, UHUGEINT -> "DECIMAL(38,0)";
                default -> plain.toString();
            };
        }
        return type.toString();
    }

    /** Whether a plain cast turns the lake's form into the storage form and back: there is none from nanoseconds to a number. */
    public static boolean castable(StorageType type) {
        return !contains(type, Plain.TIMESTAMP_NS);
    }

    /** The engine's expression that turns a value into its form in the lake. */
    public static String toLake(String expression, StorageType type) {
        return castable(type)
                ? "CAST(" + expression + " AS " + engineType(type) + ")"
                : new LeafConversion(Plain.TIMESTAMP_NS, "epoch_ns(%s)"::formatted, LakeTypes::toLake)
                        .convert(expression, type, 0);
    }

    /** The engine's expression that turns a value in the lake's form back; the expression may be evaluated several times. */
    public static String fromLake(String expression, StorageType type) {
        if (engineType(type).equals(type.toString())) {
            return expression;
        }
        String converted = expression;
        if (contains(type, Plain.TIMESTAMP_NS)) {
            converted = new LeafConversion(Plain.TIMESTAMP_NS, "make_timestamp_ns(%s)"::formatted, LakeTypes::fromLake)
                    .convert(expression, type, 0);
        } else if (contains(type, Plain.UBIGINT)) {
            converted = new LeafConversion(Plain.UBIGINT, LakeTypes::unsigned, LakeTypes::fromLake)
                    .convert(expression, type, 0);
        }
        return type == Plain.UBIGINT ? converted : "CAST(" + converted + " AS " + type + ")";
    }

    /**
     * The engine casts wide decimals by dividing 128 bits by one: 150 to 600 ns a value. Through a decimal that fits 64 bits it takes
     * 20 ns, and larger values take 100 as text.
     */
    private static String unsigned(String value) {
        return "CASE WHEN " + value + " < " + NARROW_DECIMALS + " THEN CAST(CAST(" + value
                + " AS DECIMAL(18,0)) AS UBIGINT) ELSE CAST(CAST(" + value + " AS VARCHAR) AS UBIGINT) END";
    }

    private static boolean contains(StorageType type, Plain leaf) {
        if (type instanceof ListStorage l) {
            return contains(l.element(), leaf);
        } else if (type instanceof MapStorage m) {
            return contains(m.key(), leaf) || contains(m.value(), leaf);
        } else if (type instanceof StructStorage s) {
            return s.fields().stream().anyMatch(f -> contains(f.type(), leaf));
        }
        return type == leaf;
    }

    /** Applies an expression to every value of one type within a value, and another to those of other types. */
    private record LeafConversion(
            Plain leaf, UnaryOperator<String> expression, BiFunction<String, StorageType, String> others) {
        String convert(String value, StorageType type, int depth) {
            String item = "x" + depth;
            if (type == leaf) {
                return expression.apply(value);
            } else if (!contains(type, leaf)) {
                return others.apply(value, type);
            } else if (type instanceof ListStorage l) {
                return each(value, item, convert(item, l.element(), depth + 1));
            } else if (type instanceof MapStorage m) {
                return ifPresent(
                        value,
                        "MAP(" + each("map_keys(" + value + ")", item, convert(item, m.key(), depth + 1)) + ", "
                                + each("map_values(" + value + ")", item, convert(item, m.value(), depth + 1)) + ")");
            }
            return ifPresent(
                    value,
                    ((StructStorage) type)
                            .fields().stream()
                                    .map(f -> EngineSession.quoted(f.name()) + " := "
                                            + convert(
                                                    "(" + value + ")." + EngineSession.quoted(f.name()),
                                                    f.type(),
                                                    depth + 1))
                                    .collect(Collectors.joining(", ", "struct_pack(", ")")));
        }

        private static String each(String list, String item, String result) {
            return "list_transform(" + list + ", lambda " + item + ": " + result + ")";
        }

        private static String ifPresent(String value, String result) {
            return "CASE WHEN " + value + " IS NULL THEN NULL ELSE " + result + " END";
        }
    }
}
