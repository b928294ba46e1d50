package io.pipit.core.block.type;

import static io.pipit.core.block.type.StorageType.Plain;

import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.DateTime64Type;
import io.pipit.core.block.type.DataType.DateType;
import io.pipit.core.block.type.DataType.DecimalType;
import io.pipit.core.block.type.DataType.FloatType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.block.type.DataType.IntervalType;
import io.pipit.core.block.type.DataType.MapType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.block.type.StorageType.DecimalStorage;
import io.pipit.core.block.type.StorageType.ListStorage;
import io.pipit.core.block.type.StorageType.MapStorage;
import io.pipit.core.block.type.StorageType.StructStorage;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.ArrayList;
import java.util.List;

/** The one place that says how values of each type of the dialect are held. */
public final class StorageTypes {
    private StorageTypes() {}

    /**
     * The storage type of a type of the dialect.
     *
     * @throws PipitException {@code UNKNOWN_TYPE} when the type cannot be held
     */
    public static StorageType of(DataType type) {
        DataType bare = type.bare();
        if (bare instanceof IntType t) {
            return integer(t);
        } else if (bare instanceof FloatType t) {
            return t.bits() == 32 ? Plain.FLOAT : Plain.DOUBLE;
        } else if (bare instanceof DecimalType t) {
            if (t.precision() > 38) {
                throw new PipitException(
                        ErrorCode.UNKNOWN_TYPE, type + " has more than 38 digits; the lake holds at most 38.");
            }
            return new DecimalStorage(t.precision(), t.scale());
        } else if (bare instanceof DataType.BoolType) {
            return Plain.BOOLEAN;
        } else if (bare instanceof DateType) {
            return Plain.DATE;
        } else if (bare instanceof DataType.DateTimeType) {
            return Plain.TIMESTAMP;
        } else if (bare instanceof DateTime64Type t) {
            return t.precision() <= 6 ? Plain.TIMESTAMP : Plain.TIMESTAMP_NS;
        } else if (bare instanceof DataType.UuidType) {
            return Plain.UUID;
        } else if (bare instanceof ArrayType t) {
            return new ListStorage(of(t.element()));
        } else if (bare instanceof MapType t) {
            return new MapStorage(of(t.key()), of(t.value()));
        } else if (bare instanceof TupleType t) {
            return struct(t);
        } else if (bare instanceof IntervalType) {
            return Plain.BIGINT;
        } else if (bare instanceof DataType.NothingType) {
            return Plain.INTEGER;
        } else if (bare instanceof AggregateFunctionType t) {
            return StateStorage.of(t);
        }
        return Plain.VARCHAR; // String, FixedString, Enum, JSON and addresses are held as text
    }

    /** The name of the i-th (from 0) member of a tuple: its own, or its number from 1. */
    public static String memberName(TupleType tuple, int index) {
        String name = tuple.names().get(index);
        return name.isEmpty() ? Integer.toString(index + 1) : name;
    }

    private static StorageType struct(TupleType tuple) {
        List<StructStorage.Field> fields = new ArrayList<>();
        for (int i = 0; i < tuple.elements().size(); i++) {
            fields.add(new StructStorage.Field(
                    memberName(tuple, i), of(tuple.elements().get(i))));
        }
        return new StructStorage(fields);
    }

    private static StorageType integer(IntType type) {
        return switch (type.bits()) {
            case 8 -> type.signed() ? Plain.TINYINT : Plain.UTINYINT;
            case 16 -> type.signed() ? Plain.SMALLINT : Plain.USMALLINT;
            case 32 -> type.signed() ? Plain.INTEGER : Plain.UINTEGER;
            case 64 -> type.signed() ? Plain.BIGINT : Plain.UBIGINT;
            default -> new DecimalStorage(38, 0); // the widest integer that the lake can hold
        };
    }
}
