package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.EnumType;
import io.pipit.core.block.type.DataType.IpType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.block.type.StorageTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What orders values as the dialect does where the engine would order the texts that they are held as: names of enumerations and
 * addresses go by their numbers, also within tuples and arrays.
 */
public final class OrderKey {
    private OrderKey() {}

    /** Whether the engine's own order of such values is another one. */
    public static boolean differs(DataType type) {
        DataType bare = type.bare();
        if (bare instanceof TupleType tuple) {
            return tuple.elements().stream().anyMatch(OrderKey::differs);
        } else if (bare instanceof ArrayType array) {
            return differs(array.element());
        }
        return bare instanceof EnumType || bare instanceof IpType;
    }

    /** The engine's text of what orders a value: the value itself where the engine orders as the dialect does. */
    public static String of(DataType type, String value) {
        return of(type, value, 0);
    }

    /**
     * @param depth how many lambdas stand around the text, whose parameters need names of their own
     */
    private static String of(DataType type, String value, int depth) {
        if (!differs(type)) {
            return value;
        }
        DataType bare = type.bare();
        if (bare instanceof EnumType names) {
            return "list_position("
                    + names.ordered().stream()
                            .map(entry -> SqlText.string(entry.name()))
                            .collect(Collectors.joining(", ", "[", "]"))
                    + ", " + value + ")";
        } else if (bare instanceof IpType address) {
            return address.version() == 4 ? "pipit_ipv4(" + value + ")" : "pipit_text('ipv6Order', " + value + ")";
        } else if (bare instanceof ArrayType array) {
            String member = "k" + depth;
            return "list_transform(" + value + ", lambda " + member + ": " + of(array.element(), member, depth + 1)
                    + ")";
        }
        TupleType tuple = (TupleType) bare;
        List<String> members = new ArrayList<>();
        for (int i = 0; i < tuple.elements().size(); i++) {
            members.add(of(tuple.elements().get(i), member(tuple, i, value), depth));
        }
        return "CASE WHEN " + value + " IS NOT NULL THEN row(" + String.join(", ", members) + ") END";
    }

    /** A member of a tuple, from 0. */
    public static String member(TupleType tuple, int index, String value) {
        return "struct_extract(" + value + ", " + SqlText.string(StorageTypes.memberName(tuple, index)) + ")";
    }
}
