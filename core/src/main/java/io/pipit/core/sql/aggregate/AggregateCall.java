package io.pipit.core.sql.aggregate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.error.PipitException;
import io.pipit.core.sql.function.Rendered;
import java.util.List;
import java.util.function.Function;

/**
 * A call of an aggregate without its combinators.
 *
 * @param parameters texts of the first list of a parametric aggregate
 * @param arguments without the condition of -If
 * @param distinct whether repeats count once
 * @param suffix what follows each of the engine's aggregates: FILTER and OVER, or the empty text
 */
record AggregateCall(
        String function,
        List<String> parameters,
        List<Rendered> arguments,
        boolean distinct,
        String suffix,
        Function<String, PipitException> error) {

    Rendered argument(int index) {
        if (index >= arguments.size()) {
            throw error.apply(
                    "found " + arguments.size() + " arguments where at least " + (index + 1) + " are expected");
        }
        return arguments.get(index);
    }

    /** The i-th argument as a number for the engine. */
    String number(int index) {
        Rendered argument = argument(index);
        if (!io.pipit.core.sql.function.Types.number(argument.type())
                && !(argument.type().bare() instanceof DataType.NothingType)
                && !(argument.type().bare() instanceof DataType.IntervalType)) {
            throw error.apply("its argument is a " + argument.type() + ", where a number is expected");
        }
        return argument.number();
    }

    /** A call of the engine's aggregate. */
    String engine(String name, String arguments) {
        return name + "(" + (distinct ? "DISTINCT " : "") + arguments + ")" + suffix;
    }

    boolean anyNullable() {
        return arguments.stream().anyMatch(a -> a.type().nullable());
    }

    List<DataType> types() {
        return arguments.stream()
                .map(a -> io.pipit.core.sql.function.Types.plain(a.type()))
                .toList();
    }
}
