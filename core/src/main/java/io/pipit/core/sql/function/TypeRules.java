package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.BoolType;
import io.pipit.core.block.type.DataType.DateTime64Type;
import io.pipit.core.block.type.DataType.DateTimeType;
import io.pipit.core.block.type.DataType.DateType;
import io.pipit.core.block.type.DataType.DecimalType;
import io.pipit.core.block.type.DataType.FloatType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.block.type.DataType.MapType;
import io.pipit.core.block.type.DataType.NothingType;
import io.pipit.core.block.type.DataType.TupleType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the types of operands become the type of a result. */
public final class TypeRules {
    private TypeRules() {}

    /** The smallest type that holds the values of all, or empty where there is none. Nullable if any is. */
    public static Optional<DataType> supertype(List<DataType> types) {
        DataType result = Types.NOTHING;
        boolean nullable = false;
        for (DataType type : types) {
            nullable |= type.nullable() && !(type instanceof NothingType);
            Optional<DataType> both = pair(result, type.bare());
            if (both.isEmpty()) {
                return Optional.empty();
            }
            result = both.get();
        }
        if (!nullable || result.nullable() && !(result instanceof NothingType)) {
            return Optional.of(result);
        }
        return Optional.of(new DataType.NullableType(result));
    }

    private static Optional<DataType> pair(DataType a, DataType b) {
        if (a instanceof NothingType || a.equals(b)) {
            return Optional.of(b);
        } else if (b instanceof NothingType) {
            return Optional.of(a);
        } else if (Types.number(a) && Types.number(b)) {
            return Optional.of(numbers(a, b));
        } else if (stringLike(a) && stringLike(b)) {
            return Optional.of(Types.STRING);
        } else if (temporal(a) && temporal(b)) {
            return Optional.of(temporals(a, b));
        } else if (a instanceof ArrayType x && b instanceof ArrayType y) {
            return supertype(List.of(x.element(), y.element())).map(ArrayType::new);
        } else if (a instanceof MapType x && b instanceof MapType y) {
            return supertype(List.of(x.value(), y.value())).map(v -> new MapType(x.key(), v));
        } else if (a instanceof TupleType x
                && b instanceof TupleType y
                && x.elements().size() == y.elements().size()) {
            return tuples(x, y);
        }
        return Optional.empty();
    }

    private static boolean stringLike(DataType type) {
        return Types.text(type) || Types.enumeration(type);
    }

    private static boolean temporal(DataType type) {
        return type instanceof DateType || Types.instant(type);
    }

    private static Optional<DataType> tuples(TupleType a, TupleType b) {
        List<DataType> members = new ArrayList<>();
        for (int i = 0; i < a.elements().size(); i++) {
            Optional<DataType> member =
                    supertype(List.of(a.elements().get(i), b.elements().get(i)));
            if (member.isEmpty()) {
                return Optional.empty();
            }
            members.add(member.get());
        }
        return Optional.of(new TupleType(a.names(), members));
    }

    private static DataType temporals(DataType a, DataType b) {
        if (a instanceof DateTime64Type x && b instanceof DateTime64Type y) {
            return x.precision() >= y.precision() ? x : y;
        } else if (a instanceof DateTime64Type) {
            return a;
        } else if (b instanceof DateTime64Type) {
            return b;
        } else if (a instanceof DateTimeType) {
            return a;
        }
        return b instanceof DateTimeType ? b : new DateType(true);
    }

    private static DataType numbers(DataType a, DataType b) {
        if (a instanceof BoolType || b instanceof BoolType) {
            return numbers(a instanceof BoolType ? Types.UINT8 : a, b instanceof BoolType ? Types.UINT8 : b);
        } else if (a instanceof FloatType || b instanceof FloatType) {
            return floats(a, b);
        } else if (a instanceof DecimalType || b instanceof DecimalType) {
            return decimals(a, b);
        }
        IntType x = (IntType) a;
        IntType y = (IntType) b;
        if (x.signed() == y.signed()) {
            return x.bits() >= y.bits() ? x : y;
        }
        int unsigned = x.signed() ? y.bits() : x.bits();
        int signed = x.signed() ? x.bits() : y.bits();
        return new IntType(Math.max(signed, unsigned * 2), true);
    }

    private static DataType floats(DataType a, DataType b) {
        boolean small = small(a) && small(b);
        return small ? Types.FLOAT32 : Types.FLOAT64;
    }

    private static boolean small(DataType type) {
        return type instanceof FloatType f ? f.bits() == 32 : type instanceof IntType i && i.bits() <= 16;
    }

    private static DataType decimals(DataType a, DataType b) {
        int scale = Math.max(scale(a), scale(b));
        return new DecimalType(Math.max(digits(a, scale), digits(b, scale)), scale);
    }

    /** As many as the size has that holds a decimal, or an integer with so many digits after the point. */
    private static int digits(DataType type, int scale) {
        int least = type instanceof DecimalType d ? d.precision() : whole(type) + scale;
        return least <= 9 ? 9 : least <= 18 ? 18 : 38;
    }

    private static int scale(DataType type) {
        return type instanceof DecimalType d ? d.scale() : 0;
    }

    private static int whole(DataType type) {
        return switch (((IntType) type).bits()) {
            case 8 -> 3;
            case 16 -> 5;
            case 32 -> 10;
            default -> 20;
        };
    }

    /** The type of a sum or a product: the next wider one; signed when an operand is, or when it may be negative. */
    public static DataType arithmetic(DataType a, DataType b, boolean minus) {
        DataType x = a.bare() instanceof BoolType ? Types.UINT8 : a.bare();
        DataType y = b.bare() instanceof BoolType ? Types.UINT8 : b.bare();
        if (x instanceof FloatType || y instanceof FloatType) {
            return Types.FLOAT64;
        } else if (x instanceof DecimalType || y instanceof DecimalType) {
            return decimals(x, y);
        }
        IntType i = (IntType) x;
        IntType j = (IntType) y;
        int bits = Math.max(i.bits(), j.bits());
        boolean signed = minus || i.signed() || j.signed();
        return new IntType(bits >= 64 ? bits : bits * 2, signed);
    }

    /** The smallest integer type that holds a value. */
    public static DataType ofInteger(java.math.BigInteger value) {
        boolean negative = value.signum() < 0;
        int needed = negative ? value.bitLength() + 1 : value.bitLength();
        for (int bits : new int[] {8, 16, 32, 64}) {
            if (needed <= bits) {
                return new IntType(bits, negative);
            }
        }
        return Types.FLOAT64;
    }
}
