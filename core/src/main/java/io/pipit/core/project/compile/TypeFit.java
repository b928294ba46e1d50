package io.pipit.core.project.compile;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.MapType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.block.type.StorageTypes;
import io.pipit.core.error.PipitException;
import java.util.Locale;

/** Whether values of one type can be written into a column of another. */
final class TypeFit {
    private TypeFit() {}

    static boolean fits(DataType from, DataType to) {
        DataType a = from.bare();
        DataType b = to.bare();
        if (a instanceof DataType.NothingType || a.equals(b)) {
            return true;
        }
        if (a instanceof AggregateFunctionType || b instanceof AggregateFunctionType) {
            return a instanceof AggregateFunctionType x && b instanceof AggregateFunctionType y && states(x, y);
        }
        if (a instanceof ArrayType x && b instanceof ArrayType y) {
            return fits(x.element(), y.element());
        }
        if (a instanceof MapType x && b instanceof MapType y) {
            return fits(x.key(), y.key()) && fits(x.value(), y.value());
        }
        if (a instanceof TupleType x && b instanceof TupleType y) {
            return tuples(x, y);
        }
        return !composite(a) && !composite(b) && scalars(a, b);
    }

    private static boolean states(AggregateFunctionType from, AggregateFunctionType to) {
        if (!name(from).equals(name(to))) {
            return false;
        }
        try {
            return StorageTypes.of(from).equals(StorageTypes.of(to))
                    || to.arguments().isEmpty()
                    || arguments(from, to);
        } catch (PipitException e) {
            return false;
        }
    }

    private static boolean arguments(AggregateFunctionType from, AggregateFunctionType to) {
        if (from.arguments().size() != to.arguments().size()) {
            return false;
        }
        for (int i = 0; i < from.arguments().size(); i++) {
            if (!fits(from.arguments().get(i), to.arguments().get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Some projects declare the column by the name of the state function. */
    private static String name(AggregateFunctionType type) {
        String name = type.function().toLowerCase(Locale.ROOT);
        return name.endsWith("state") ? name.substring(0, name.length() - "state".length()) : name;
    }

    private static boolean tuples(TupleType from, TupleType to) {
        if (from.elements().size() != to.elements().size()) {
            return false;
        }
        for (int i = 0; i < from.elements().size(); i++) {
            if (!fits(from.elements().get(i), to.elements().get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean scalars(DataType from, DataType to) {
        if (numeric(from)) {
            return numeric(to);
        } else if (temporal(from)) {
            return temporal(to);
        }
        return text(from) || text(to) || from.getClass().equals(to.getClass());
    }

    private static boolean composite(DataType type) {
        return type instanceof ArrayType || type instanceof MapType || type instanceof TupleType;
    }

    private static boolean numeric(DataType type) {
        return type instanceof DataType.IntType
                || type instanceof DataType.FloatType
                || type instanceof DataType.DecimalType
                || type instanceof DataType.BoolType;
    }

    private static boolean temporal(DataType type) {
        return type instanceof DataType.DateType
                || type instanceof DataType.DateTimeType
                || type instanceof DataType.DateTime64Type;
    }

    private static boolean text(DataType type) {
        return type instanceof DataType.StringType
                || type instanceof DataType.FixedStringType
                || type instanceof DataType.EnumType
                || type instanceof DataType.JsonType;
    }
}
