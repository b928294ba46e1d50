package io.pipit.core.sql.translate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.BoolType;
import io.pipit.core.block.type.DataType.DateTime64Type;
import io.pipit.core.block.type.DataType.DateTimeType;
import io.pipit.core.block.type.DataType.DateType;
import io.pipit.core.block.type.DataType.DecimalType;
import io.pipit.core.block.type.DataType.EnumType;
import io.pipit.core.block.type.DataType.FloatType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.block.type.DataType.MapType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.block.type.DataType.UuidType;
import io.pipit.core.block.type.StorageTypes;
import io.pipit.core.sql.function.SqlText;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The values of {@code generateRandom}: any values of the types, which follow from the seed and the row, so that a query gives the same
 * rows each time. The table has no end, so a query of it needs a LIMIT.
 */
final class RandomTable {
    /** Bounds of texts and arrays. */
    private final int maxText;

    private final int maxArray;
    private final String seed;
    private int values;

    RandomTable(Optional<BigInteger> seed, int maxText, int maxArray) {
        this.seed =
                seed.map(s -> s.mod(BigInteger.ONE.shiftLeft(62)).toString()).orElse("0");
        this.maxText = maxText;
        this.maxArray = maxArray;
    }

    String sql(List<String> names, List<DataType> types) {
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            columns.add(SqlText.cast(value(types.get(i), "range"), types.get(i)) + " AS " + SqlText.name(names.get(i)));
        }
        return "SELECT " + String.join(", ", columns) + " FROM range(9223372036854775807)";
    }

    /** A new hash for a row. */
    private String hash(String row) {
        return "hash(" + row + ", " + seed + ", " + values++ + ")";
    }

    private String value(DataType type, String row) {
        DataType bare = type.bare();
        String value = known(bare, row);
        return type.nullable() ? "CASE WHEN " + hash(row) + " % 8 > 0 THEN " + value + " END" : value;
    }

    private String known(DataType bare, String row) {
        if (bare instanceof IntType i) {
            BigInteger count = BigInteger.ONE.shiftLeft(Math.min(i.bits(), 64));
            String value = "CAST(" + hash(row) + " AS HUGEINT) % " + count;
            return i.signed() ? "(" + value + " - " + count.shiftRight(1) + ")" : "(" + value + ")";
        } else if (bare instanceof FloatType) {
            return "((CAST(" + hash(row) + " AS DOUBLE) - 9.2e18) * pow(2, CAST(" + hash(row)
                    + " % 60 AS INTEGER) - 70))";
        } else if (bare instanceof BoolType) {
            return "(" + hash(row) + " % 2 = 1)";
        } else if (bare instanceof DecimalType d) {
            BigInteger whole = BigInteger.TEN.pow(Math.min(17, Math.max(0, d.precision() - d.scale())));
            return "(CAST(" + hash(row) + " % " + whole + " AS BIGINT) + 0.5)";
        } else if (bare instanceof DateType) {
            return "(DATE '1970-01-01' + CAST(" + hash(row) + " % 65536 AS INTEGER))";
        } else if (bare instanceof DateTimeType) {
            return "make_timestamp(CAST(" + hash(row) + " % 4294967296 AS BIGINT) * 1000000)";
        } else if (bare instanceof DateTime64Type) {
            return "make_timestamp(CAST(" + hash(row) + " % 4294967296000000 AS BIGINT))";
        } else if (bare instanceof UuidType) {
            return "CAST(md5(CAST(" + hash(row) + " AS VARCHAR)) AS UUID)";
        } else if (bare instanceof EnumType e) {
            List<String> names =
                    e.entries().stream().map(n -> SqlText.string(n.name())).toList();
            return "list_extract([" + String.join(", ", names) + "], CAST(" + hash(row) + " % " + names.size()
                    + " AS INTEGER) + 1)";
        }
        return container(bare, row);
    }

    private String container(DataType bare, String row) {
        if (bare instanceof ArrayType a) {
            String member = "m" + values++;
            return "list_transform(range(CAST(" + hash(row) + " % " + (maxArray + 1) + " AS BIGINT)), lambda " + member
                    + ": " + SqlText.cast(value(a.element(), "hash(" + row + ", " + member + ")"), a.element()) + ")";
        } else if (bare instanceof TupleType t) {
            List<String> members = new ArrayList<>();
            for (int i = 0; i < t.elements().size(); i++) {
                members.add(SqlText.string(StorageTypes.memberName(t, i)) + ": "
                        + value(t.elements().get(i), row));
            }
            return "{" + String.join(", ", members) + "}";
        } else if (bare instanceof MapType m) {
            return "MAP {" + value(m.key(), row) + ": " + value(m.value(), row) + "}";
        }
        return "left(md5(CAST(" + hash(row) + " AS VARCHAR)), CAST(" + hash(row) + " % " + (maxText + 1)
                + " AS BIGINT))";
    }
}
