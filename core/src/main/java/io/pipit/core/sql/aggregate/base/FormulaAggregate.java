package io.pipit.core.sql.aggregate.base;

import io.pipit.core.block.type.DataType;
import io.pipit.core.sql.aggregate.Aggregate;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Arity;
import io.pipit.core.sql.function.SqlText;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** An aggregate that one formula over the engine's own aggregates says. */
public final class FormulaAggregate implements Aggregate {
    /** The type of the result. */
    public interface TypeRule {
        /** For these arguments. */
        DataType of(List<DataType> arguments);
    }

    private final Arity arity;
    private final TypeRule type;
    private final Function<AggregateCall, String> formula;
    private final Function<DataType, String> empty;
    private final boolean skipsNulls;

    private FormulaAggregate(
            Arity arity,
            TypeRule type,
            Function<AggregateCall, String> formula,
            Function<DataType, String> empty,
            boolean skipsNulls) {
        this.arity = arity;
        this.type = type;
        this.formula = formula;
        this.empty = empty;
        this.skipsNulls = skipsNulls;
    }

    /** Rows with a NULL are skipped; without rows the result is the default of the type. */
    static FormulaAggregate of(Arity arity, TypeRule type, Function<AggregateCall, String> formula) {
        return new FormulaAggregate(arity, type, formula, SqlText::defaultOf, true);
    }

    /** A number that is NaN without rows, and NULL where an argument may be NULL. */
    static FormulaAggregate real(Arity arity, Function<AggregateCall, String> formula) {
        return new FormulaAggregate(
                arity, a -> Results.like(io.pipit.core.sql.function.Types.FLOAT64, a), formula, Results::nanOf, true);
    }

    /** Another value for no rows. */
    FormulaAggregate empty(Function<DataType, String> other) {
        return new FormulaAggregate(arity, type, formula, other, skipsNulls);
    }

    /** Rows with a NULL count too. */
    FormulaAggregate withNulls() {
        return new FormulaAggregate(arity, type, formula, empty, false);
    }

    /** The same with a change of the result. */
    FormulaAggregate then(UnaryOperator<String> change) {
        return new FormulaAggregate(arity, type, formula.andThen(change), empty, skipsNulls);
    }

    @Override
    public Arity arity() {
        return arity;
    }

    @Override
    public DataType type(List<String> parameters, List<DataType> arguments) {
        return type.of(arguments);
    }

    @Override
    public String plain(AggregateCall call) {
        return formula.apply(skipsNulls ? call.complete() : call);
    }

    @Override
    public String empty(DataType result) {
        return empty.apply(result);
    }
}
