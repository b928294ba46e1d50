package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.NothingType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.block.type.StorageTypes;
import io.pipit.core.error.PipitException;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Whether tuples are equal that may have NULL inside: member by member, since the engine's structs take NULL for a value. */
final class TupleEquality {
    private TupleEquality() {}

    /** The condition; nothing where no member can be NULL, or these are no two tuples of one size. */
    static Optional<String> compare(Rendered a, String operator, Rendered b, Function<String, PipitException> error) {
        if (!(operator.equals("=") || operator.equals("<>"))
                || !(a.type().bare() instanceof TupleType left)
                || !(b.type().bare() instanceof TupleType right)
                || left.elements().size() != right.elements().size()
                || !(unknown(left) || unknown(right))) {
            return Optional.empty();
        }
        return Optional.of(IntStream.range(0, left.elements().size())
                .mapToObj(i -> Comparisons.compare(member(a, left, i), operator, member(b, right, i), error))
                .collect(Collectors.joining(operator.equals("=") ? " AND " : " OR ", "(", ")")));
    }

    /** Whether a value, or a member of it, can be NULL. */
    static boolean unknown(DataType type) {
        return type.nullable()
                || type.bare() instanceof NothingType
                || (type.bare() instanceof TupleType tuple
                        && tuple.elements().stream().anyMatch(TupleEquality::unknown));
    }

    private static Rendered member(Rendered tuple, TupleType type, int index) {
        String name = SqlText.string(StorageTypes.memberName(type, index));
        return Rendered.exact(
                "struct_extract(" + tuple.sql() + ", " + name + ")",
                type.elements().get(index));
    }
}
