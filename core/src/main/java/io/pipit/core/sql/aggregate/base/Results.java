package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.BoolType;
import io.pipit.core.block.type.DataType.DecimalType;
import io.pipit.core.block.type.DataType.FloatType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import java.util.List;

/** Rules for the types of results. */
final class Results {
    static final String NAN = "CAST('nan' AS DOUBLE)";

    private Results() {}

    /** The type, which may be NULL when an argument may be. */
    static DataType like(DataType type, List<DataType> arguments) {
        return arguments.stream().anyMatch(DataType::nullable) ? Types.nullable(type) : type;
    }

    /** A floating-point number that is NaN, or NULL for nullable arguments, without rows. */
    static String nanOf(DataType result) {
        return result.nullable() ? "NULL" : Types.floating(result) ? NAN : SqlText.defaultOf(result);
    }

    /** The type of a sum: 64 bits for integers, 38 digits for decimals. */
    static DataType sum(DataType argument) {
        DataType bare = argument.bare();
        if (bare instanceof FloatType) {
            return Types.FLOAT64;
        } else if (bare instanceof DecimalType d) {
            return new DecimalType(38, d.scale());
        } else if (bare instanceof IntType i && i.bits() > 64) {
            return i;
        }
        return (bare instanceof IntType i && !i.signed()) || bare instanceof BoolType ? Types.UINT64 : Types.INT64;
    }

    /** An array of the argument's values, which are never NULL in it. */
    static DataType array(List<DataType> arguments) {
        return new ArrayType(Types.plain(arguments.get(0).bare()));
    }

    /** A sum in the width of its type; integers wrap around. */
    static String wrapped(String sum, DataType type) {
        if (type.bare() instanceof IntType i && i.bits() <= 64) {
            String size = java.math.BigInteger.ONE.shiftLeft(i.bits()) + "::HUGEINT";
            String half = java.math.BigInteger.ONE.shiftLeft(i.bits() - 1) + "::HUGEINT";
            String whole = "CAST(" + sum + " AS HUGEINT)";
            String text = i.signed()
                    ? "((" + whole + " + " + half + ") % " + size + " + " + size + ") % " + size + " - " + half
                    : "(" + whole + " % " + size + " + " + size + ") % " + size;
            return SqlText.cast(text, type);
        }
        return SqlText.cast(sum, type);
    }
}
