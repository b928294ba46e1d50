package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.BoolType;
import io.pipit.core.block.type.DataType.DateTime64Type;
import io.pipit.core.block.type.DataType.DateTimeType;
import io.pipit.core.block.type.DataType.DateType;
import io.pipit.core.block.type.DataType.DecimalType;
import io.pipit.core.block.type.DataType.EnumType;
import io.pipit.core.block.type.DataType.FixedStringType;
import io.pipit.core.block.type.DataType.FloatType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.block.type.DataType.NothingType;
import io.pipit.core.block.type.DataType.NullableType;
import io.pipit.core.block.type.DataType.StringType;

/** Types that rules mention by name, and what is asked of types. Questions look through Nullable and LowCardinality. */
public final class Types {
    public static final IntType UINT8 = new IntType(8, false);
    public static final IntType UINT16 = new IntType(16, false);
    public static final IntType UINT32 = new IntType(32, false);
    public static final IntType UINT64 = new IntType(64, false);
    public static final IntType INT8 = new IntType(8, true);
    public static final IntType INT16 = new IntType(16, true);
    public static final IntType INT32 = new IntType(32, true);
    public static final IntType INT64 = new IntType(64, true);
    public static final FloatType FLOAT32 = new FloatType(32);
    public static final FloatType FLOAT64 = new FloatType(64);
    public static final StringType STRING = new StringType();
    public static final BoolType BOOL = new BoolType();
    public static final DateType DATE = new DateType(false);
    public static final DateTimeType DATE_TIME = new DateTimeType("");
    public static final NothingType NOTHING = new NothingType();

    private Types() {}

    public static DataType nullable(DataType type) {
        return type.nullable() && !(type instanceof NothingType) ? type : new NullableType(type);
    }

    /** The type without the hint for storage; Nullable stays. */
    public static DataType plain(DataType type) {
        DataType bare = type.bare();
        return type.nullable() && !(bare instanceof NothingType) ? new NullableType(bare) : bare;
    }

    public static boolean integer(DataType type) {
        return type.bare() instanceof IntType;
    }

    /** Whether it is a number: an integer, a float, a decimal or Bool. */
    public static boolean number(DataType type) {
        DataType bare = type.bare();
        return bare instanceof IntType
                || bare instanceof FloatType
                || bare instanceof DecimalType
                || bare instanceof BoolType;
    }

    public static boolean floating(DataType type) {
        return type.bare() instanceof FloatType;
    }

    public static boolean text(DataType type) {
        DataType bare = type.bare();
        return bare instanceof StringType || bare instanceof FixedStringType || bare instanceof DataType.JsonType;
    }

    public static boolean enumeration(DataType type) {
        return type.bare() instanceof EnumType;
    }

    public static boolean date(DataType type) {
        return type.bare() instanceof DateType;
    }

    /** DateTime or DateTime64. */
    public static boolean instant(DataType type) {
        DataType bare = type.bare();
        return bare instanceof DateTimeType || bare instanceof DateTime64Type;
    }

    public static boolean array(DataType type) {
        return type.bare() instanceof ArrayType;
    }

    /** The type of an array's members. */
    public static DataType element(DataType array) {
        return array.bare() instanceof ArrayType a ? a.element() : NOTHING;
    }

    /** The zone of a DateTime or DateTime64, or the empty text. */
    public static String zone(DataType type) {
        DataType bare = type.bare();
        if (bare instanceof DateTimeType t) {
            return t.zone();
        }
        return bare instanceof DateTime64Type t ? t.zone() : "";
    }
}
