package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import io.pipit.core.sql.function.Types;
import java.util.List;
import java.util.function.Supplier;

/**
 * Covariances and the correlation. The state is the count {@code n}, the means {@code x} and {@code y}, the sum {@code c} of the
 * products of the differences from them, and the sums {@code p} and {@code q} of their squares.
 */
public record CovarianceAggregate(Kind kind) implements Aggregate {
    /** Which of them. */
    public enum Kind {
        POPULATION("covar_pop"),
        SAMPLE("covar_samp"),
        CORRELATION("corr");

        private final String engine;

        Kind(String engine) {
            this.engine = engine;
        }
    }

    @Override
    public Arity arity() {
        return Arity.TWO;
    }

    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        return Results.like(Types.FLOAT64, arguments);
    }

    @Override
    public String plain(AggregateCall call) {
        AggregateCall c = call.complete();
        return c.engine(kind.engine, c.real(0) + ", " + c.real(1));
    }

    @Override
    public String state(AggregateCall call) {
        AggregateCall c = call.complete();
        String x = c.real(0);
        String y = c.real(1);
        String n = c.engine("count", x);
        return "struct_pack(n := CAST(" + n + " AS BIGINT), x := coalesce(" + c.engine("avg", x)
                + ", 0), y := coalesce("
                + c.engine("avg", y) + ", 0), c := coalesce(" + c.engine("covar_pop", x + ", " + y) + " * " + n
                + ", 0), p := coalesce(" + c.engine("var_pop", x) + " * " + n + ", 0), q := coalesce("
                + c.engine("var_pop", y) + " * " + n + ", 0))";
    }

    @Override
    public String merge(AggregateFunctionType type, String states, String suffix, Supplier<String> aliases) {
        String s = "(" + states + ")";
        String n = "sum(" + s + ".n)" + suffix;
        String x = "sum(" + s + ".n * " + s + ".x)" + suffix;
        String y = "sum(" + s + ".n * " + s + ".y)" + suffix;
        return "struct_pack(n := CAST(coalesce(" + n + ", 0) AS BIGINT), x := coalesce(" + x + " / nullif(" + n
                + ", 0), 0), y := coalesce(" + y + " / nullif(" + n + ", 0), 0), c := "
                + moment(s, "c", "x", "y", suffix)
                + ", p := " + moment(s, "p", "x", "x", suffix) + ", q := " + moment(s, "q", "y", "y", suffix) + ")";
    }

    private static String moment(String s, String of, String a, String b, String suffix) {
        String n = s + ".n * " + s + ".";
        return "coalesce(sum(" + s + "." + of + ")" + suffix + " + sum(" + n + a + " * " + s + "." + b + ")" + suffix
                + " - sum(" + n + a + ")" + suffix + " * sum(" + n + b + ")" + suffix + " / nullif(sum(" + s + ".n)"
                + suffix + ", 0), 0)";
    }

    @Override
    public String finish(AggregateFunctionType type, String state, Supplier<String> aliases) {
        String s = "(" + state + ")";
        return switch (kind) {
            case POPULATION -> "(" + s + ".c / nullif(" + s + ".n, 0))";
            case SAMPLE -> "(" + s + ".c / nullif(greatest(" + s + ".n - 1, 0), 0))";
            case CORRELATION -> "(" + s + ".c / nullif(sqrt(" + s + ".p) * sqrt(" + s + ".q), 0))";
        };
    }

    @Override
    public String empty(DataType result) {
        return Results.nanOf(result);
    }
}
