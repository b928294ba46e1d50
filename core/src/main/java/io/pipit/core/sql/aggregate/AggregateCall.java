package io.pipit.core.sql.aggregate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.error.Article;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.stream.Collectors;

/**
 * A call of an aggregate over the rows of a group.
 *
 * @param function the aggregate under its combinators, in the dialect's spelling
 * @param parameters texts of the first list of a parametric aggregate
 * @param arguments the values
 * @param distinct whether repeats count once
 * @param condition which rows count, as the engine's text, or the empty text
 * @param over the window, or the empty text
 */
public record AggregateCall(
        String function,
        List<String> parameters,
        List<Rendered> arguments,
        boolean distinct,
        String condition,
        String over,
        Context context) {

    /**
     * What a call needs of the query around it.
     *
     * @param aliases names that nothing else in the text has
     * @param anchor any column of the rows, or the empty text; it ties a list of constants to this group
     * @param seed for samples; asked for where one is made
     */
    public record Context(
            Supplier<String> aliases, String anchor, Supplier<RowSeed> seed, Function<String, PipitException> error) {
        /** The same with another seed. */
        public Context seeded(RowSeed other) {
            return new Context(aliases, anchor, () -> other, error);
        }
    }

    /**
     * Rows that a list gives back.
     *
     * @param from follows a SELECT list
     * @param numbered the same where rows are asked for their {@link #number()}, too
     * @param call names their columns
     */
    public record Rows(String from, String numbered, String alias, AggregateCall call) {
        /** The place of a row in the list; a window without an order would not follow the list in a query of many groups. */
        public String number() {
            return alias + ".n";
        }

        private Rows seeded(RowSeed seed) {
            return new Rows(from, numbered, alias, call.seeded(seed));
        }
    }

    /** Copies the lists. */
    public AggregateCall {
        parameters = List.copyOf(parameters);
        arguments = List.copyOf(arguments);
    }

    /** What follows each of the engine's aggregates. */
    public String suffix() {
        return (condition.isEmpty() ? "" : " FILTER (WHERE " + condition + ")") + over;
    }

    /** The i-th argument. */
    public Rendered argument(int index) {
        if (index >= arguments.size()) {
            throw error("found " + Counted.of(arguments.size(), "argument") + " where at least " + (index + 1)
                    + " are expected");
        }
        return arguments.get(index);
    }

    /** The i-th argument as the engine's value. */
    public String value(int index) {
        return argument(index).value();
    }

    /** The i-th argument as a number for the engine. */
    public String number(int index) {
        Rendered argument = argument(index);
        if (!Types.number(argument.type())
                && !(argument.type().bare() instanceof DataType.NothingType)
                && !(argument.type().bare() instanceof DataType.IntervalType)) {
            throw error("its argument is " + Article.with(argument.type()) + ", where a number is expected");
        }
        return argument.number();
    }

    /** The i-th argument as a floating-point number. */
    public String real(int index) {
        return "CAST(" + number(index) + " AS DOUBLE)";
    }

    /** The i-th parameter, or what stands for it. */
    public String parameter(int index, String otherwise) {
        return index < parameters.size() ? parameters.get(index) : otherwise;
    }

    /** A call of the engine's aggregate. */
    public String engine(String name, String values) {
        return name + "(" + (distinct ? "DISTINCT " : "") + values + ")" + suffix();
    }

    /** The values of the rows as a list of structs {@code a0, a1, ..}, in the order of the rows; NULL without rows. */
    public String collect() {
        StringBuilder row = new StringBuilder("{");
        boolean tied = false;
        for (int i = 0; i < arguments.size(); i++) {
            String value = arguments.get(i).stored();
            tied |= value.indexOf('.') >= 0 && arguments.get(i).constant().isEmpty();
            row.append(i == 0 ? "'a" : ", 'a").append(i).append("': ").append(value);
        }
        if (!tied && !context.anchor().isEmpty()) {
            row.append(arguments.isEmpty() ? "'z': " : ", 'z': ").append(context.anchor());
        }
        return "list(" + row + "})" + suffix();
    }

    /** The rows of the group once more, inside a sub-query, where they can be grouped and ordered. */
    public Rows rows() {
        return rows(collect(), arguments.stream().map(Rendered::type).toList(), function, parameters, context);
    }

    /**
     * A text over the {@link #rows()}, in which a sample may be made: then each row keeps its seed beside its values.
     *
     * @param text is asked once or twice
     */
    public String overRows(Function<Rows, String> text) {
        Rows rows = rows();
        String seed = rows.alias() + ".u.seed";
        String sql = text.apply(rows.seeded(RowSeed.ofRows(seed)));
        if (!sql.contains(seed)) {
            return sql;
        }
        RowSeed outer = context.seed().get();
        if (!outer.byRow()) {
            return text.apply(rows.seeded(outer));
        }
        String list = collect()
                .replaceFirst("^list\\(\\{", "list({'seed': hash(" + Matcher.quoteReplacement(outer.sql()) + "), ");
        Rows seeded = rows(list, arguments.stream().map(Rendered::type).toList(), function, parameters, context);
        return text.apply(seeded.seeded(RowSeed.ofRows(seeded.alias() + ".u.seed")));
    }

    /** The rows that a state holds as a list. */
    static Rows rows(AggregateFunctionType type, String list, Supplier<String> aliases) {
        Context context = new Context(
                aliases,
                "",
                () -> RowSeed.PLACES,
                m -> new PipitException(ErrorCode.UNKNOWN_TYPE, "In " + type + ": " + m + "."));
        return rows(list, type.arguments(), type.function(), type.parameters(), context);
    }

    private static Rows rows(
            String list, List<DataType> types, String function, List<String> parameters, Context context) {
        String alias = context.aliases().get();
        List<Rendered> columns = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            columns.add(Rendered.exact(alias + ".u.a" + i, types.get(i)));
        }
        Context inner = new Context(context.aliases(), "", () -> RowSeed.PLACES, context.error());
        String from = " FROM (SELECT unnest(" + list + ") AS u) AS " + alias;
        String numbered =
                " FROM (SELECT unnest(" + list + ") AS u, generate_subscripts(" + list + ", 1) AS n) AS " + alias;
        return new Rows(from, numbered, alias, new AggregateCall(function, parameters, columns, false, "", "", inner));
    }

    /** The same call of another aggregate. */
    public AggregateCall of(String otherFunction, List<String> otherParameters) {
        return new AggregateCall(otherFunction, otherParameters, arguments, distinct, condition, over, context);
    }

    /** The same call with another seed. */
    public AggregateCall seeded(RowSeed seed) {
        return new AggregateCall(function, parameters, arguments, distinct, condition, over, context.seeded(seed));
    }

    /** The same call with other arguments. */
    public AggregateCall with(List<Rendered> others) {
        return new AggregateCall(function, parameters, others, distinct, condition, over, context);
    }

    /** The same call over fewer rows. */
    public AggregateCall where(String more) {
        String both = condition.isEmpty() ? more : "(" + condition + ") AND " + more;
        return new AggregateCall(function, parameters, arguments, distinct, both, over, context);
    }

    /** The same call, in which repeats count once. */
    public AggregateCall once() {
        return new AggregateCall(function, parameters, arguments, true, condition, over, context);
    }

    /** The same call without the rows in which an argument is NULL. */
    public AggregateCall complete() {
        String known = arguments.stream()
                .filter(a -> a.type().nullable())
                .map(a -> a.value() + " IS NOT NULL")
                .collect(Collectors.joining(" AND "));
        return known.isEmpty() ? this : where(known);
    }

    /** Whether an argument may be NULL. */
    public boolean anyNullable() {
        return arguments.stream().anyMatch(a -> a.type().nullable());
    }

    /** The types of the arguments. */
    public List<DataType> types() {
        return arguments.stream().map(a -> Types.plain(a.type())).toList();
    }

    /** An error about this call. */
    public PipitException error(String message) {
        return context.error().apply(message);
    }

    /** In the type's storage type. */
    static String cast(String sql, DataType type) {
        return SqlText.cast(sql, type);
    }
}
