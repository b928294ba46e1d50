package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.DateType;
import io.pipit.core.block.type.DataType.DecimalType;
import io.pipit.core.block.type.DataType.EnumType;
import io.pipit.core.block.type.DataType.FloatType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.block.type.DataType.MapType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.block.type.StorageTypes;
import java.util.ArrayList;
import java.util.List;

/** How many bytes values take in memory, as the engine that defined the dialect counts: arrays and texts have 8 more than they hold. */
final class ByteSizes {
    private static final int BITS = 8;

    private ByteSizes() {}

    /** The text of the number of bytes of a value. */
    static String of(String sql, DataType type) {
        if (type instanceof DataType.NothingType || type.bare() instanceof DataType.NothingType) {
            return "1";
        } else if (type.nullable()) {
            return "(1 + coalesce(" + of(sql, type.bare()) + ", " + of(SqlText.defaultOf(type.bare()), type.bare())
                    + "))";
        }
        DataType bare = type.bare();
        if (Types.text(bare)) {
            return "(8 + strlen(CAST(" + sql + " AS VARCHAR)))";
        } else if (bare instanceof ArrayType array) {
            return "(8 + coalesce(list_sum(list_transform(" + sql + ", lambda b: " + of("b", array.element())
                    + ")), 0))";
        } else if (bare instanceof MapType map) {
            return "(8 + coalesce(list_sum(list_transform(map_entries(" + sql + "), lambda b: " + of("b.key", map.key())
                    + " + " + of("b.value", map.value()) + ")), 0))";
        } else if (bare instanceof TupleType tuple) {
            List<String> members = new ArrayList<>(List.of("0"));
            for (int i = 0; i < tuple.elements().size(); i++) {
                members.add(of(
                        "struct_extract(" + sql + ", " + SqlText.string(StorageTypes.memberName(tuple, i)) + ")",
                        tuple.elements().get(i)));
            }
            return "(" + String.join(" + ", members) + ")";
        }
        return Integer.toString(fixed(bare));
    }

    private static int fixed(DataType type) {
        if (type instanceof IntType number) {
            return number.bits() / BITS;
        } else if (type instanceof FloatType number) {
            return number.bits() / BITS;
        } else if (type instanceof DecimalType decimal) {
            return decimal.precision() <= 9 ? 4 : decimal.precision() <= 18 ? 8 : decimal.precision() <= 38 ? 16 : 32;
        } else if (type instanceof DataType.BoolType) {
            return 1;
        } else if (type instanceof EnumType enumeration) {
            return enumeration.bits() / BITS;
        } else if (type instanceof DateType date) {
            return date.wide() ? 4 : 2;
        } else if (type instanceof DataType.DateTimeType) {
            return 4;
        }
        return type instanceof DataType.UuidType ? 16 : 8;
    }
}
