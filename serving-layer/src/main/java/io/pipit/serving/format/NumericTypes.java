package io.pipit.serving.format;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.DecimalType;
import io.pipit.core.block.type.DataType.FloatType;
import io.pipit.core.block.type.DataType.IntType;

/** Which types are numbers. */
final class NumericTypes {
    private NumericTypes() {}

    static boolean contains(DataType type) {
        DataType bare = type.bare();
        return bare instanceof IntType || bare instanceof FloatType || bare instanceof DecimalType;
    }
}
