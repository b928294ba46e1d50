package io.pipit.core.sql.parse;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.DateTime64Type;
import io.pipit.core.block.type.DataType.DateTimeType;
import io.pipit.core.block.type.DataType.DateType;
import io.pipit.core.block.type.DataType.DecimalType;
import io.pipit.core.block.type.DataType.FloatType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.block.type.DataType.UuidType;
import java.math.BigInteger;

/** Whether the text of a parameter can be a value of its type, so that the error can name the parameter. */
final class ParameterValue {
    private static final String NUMBER =
            "[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?|(?i:[+-]?(nan|inf|infinity))";
    private static final String TIME =
            "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([T ][0-9:.]+)?(Z|[+-][0-9:]+)?|[0-9]+(\\.[0-9]+)?";

    private ParameterValue() {}

    static boolean fits(String value, DataType type) {
        DataType bare = type.bare();
        if (bare instanceof IntType i) {
            return value.matches("[+-]?[0-9]{1,80}") && fits(new BigInteger(value), i);
        } else if (bare instanceof FloatType || bare instanceof DecimalType) {
            return value.matches(NUMBER);
        } else if (bare instanceof DateType || bare instanceof DateTimeType || bare instanceof DateTime64Type) {
            return value.strip().matches(TIME);
        } else if (bare instanceof UuidType) {
            return value.matches("[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}");
        }
        return true;
    }

    private static boolean fits(BigInteger value, IntType type) {
        return type.signed()
                ? value.bitLength() < type.bits()
                : value.signum() >= 0 && value.bitLength() <= type.bits();
    }
}
