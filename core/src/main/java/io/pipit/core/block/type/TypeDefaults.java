package io.pipit.core.block.type;

import io.pipit.core.block.type.DataType.EnumType;
import io.pipit.core.block.type.DataType.IpType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.block.type.StorageType.DecimalStorage;
import io.pipit.core.block.type.StorageType.ListStorage;
import io.pipit.core.block.type.StorageType.MapStorage;
import io.pipit.core.block.type.StorageType.Plain;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The value that a column takes when a row has none: NULL where nullable, else zero, the empty text, the year 1970. */
public final class TypeDefaults {
    private TypeDefaults() {}

    /** The default value of a type as an expression of the engine, of exactly its storage type. */
    public static String sql(DataType type) {
        StorageType storage = StorageTypes.of(type);
        return "cast(" + (type.nullable() ? "null" : literal(type, storage)) + " as " + storage + ")";
    }

    private static String literal(DataType type, StorageType storage) {
        DataType bare = type.bare();
        if (bare instanceof EnumType e) {
            return "'" + firstName(e).replace("'", "''") + "'";
        } else if (bare instanceof IpType ip) {
            return "'" + ip.zero() + "'";
        } else if (bare instanceof TupleType t) {
            return IntStream.range(0, t.elements().size())
                    .mapToObj(i -> "'" + StorageTypes.memberName(t, i).replace("'", "''") + "': "
                            + sql(t.elements().get(i)))
                    .collect(Collectors.joining(", ", "{", "}"));
        } else if (storage instanceof ListStorage) {
            return "[]";
        } else if (storage instanceof MapStorage) {
            return "map {}";
        } else if (storage instanceof DecimalStorage) {
            return "0";
        }
        return storage instanceof Plain plain ? plain(plain) : "null"; // a partial state of nothing
    }

    private static String firstName(EnumType type) {
        return type.ordered().stream().findFirst().map(EnumType.Entry::name).orElse("");
    }

    private static String plain(Plain type) {
        return switch (type) {
            case BOOLEAN -> "false";
            case VARCHAR -> "''";
            case DATE, TIMESTAMP, TIMESTAMP_NS -> "'1970-01-01'";
            case UUID -> "'00000000-0000-0000-0000-000000000000'";
            default -> "0";
        };
    }
}
