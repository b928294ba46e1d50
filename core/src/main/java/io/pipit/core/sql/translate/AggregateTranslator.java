package io.pipit.core.sql.translate;

import io.pipit.core.block.Identity;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.error.Article;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Aggregates;
import io.pipit.core.sql.aggregate.RowSeed;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Star;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Translates calls of aggregates, also with FILTER and OVER. */
final class AggregateTranslator {
    /** A name with numbers as parameters, so that no other text comes into the query. */
    private static final Pattern NAME = Pattern.compile("\\s*(\\w+)\\s*(?:\\(([0-9eE.,\\s-]*)\\))?\\s*");

    private final Translation translation;
    private final Scope scope;
    private final ExpressionTranslator expressions;

    AggregateTranslator(Translation translation, Scope scope, ExpressionTranslator expressions) {
        this.translation = translation;
        this.scope = scope;
        this.expressions = expressions;
    }

    Rendered render(Call call, Aggregates.Named function) {
        Grouping grouping = expressions.grouping();
        List<Expression> given = call.arguments();
        List<SelectList.Entry> stars = List.of();
        if (given.size() == 1 && given.get(0) instanceof Star star) {
            given = List.of();
            stars = function.base().equals("count")
                    ? List.of()
                    : new Stars(translation, scope, expressions).entries(star);
        }
        boolean window = call.window().isPresent();
        if (!window && grouping.insidePlain()) {
            throw SqlErrors.argument(
                    call.position(),
                    "The aggregate " + call.function()
                            + " stands inside another aggregate; compute it in a sub-query first.");
        }
        grouping.metAggregates(grouping.metAggregates() || !window);
        if (given.size() <= (function.conditional() ? 1 : 0) || window) {
            scope.countsRows(translation);
        }
        List<Rendered> arguments = arguments(given, stars, function, window);
        String condition = call.filter().map(f -> filter(f, window)).orElse("");
        List<String> parameters =
                call.parameters().stream().map(this::parameter).toList();
        AggregateCall rows = new AggregateCall(
                call.function(),
                parameters,
                arguments,
                call.distinct(),
                condition,
                window ? expressions.windows().over(call) : "",
                new AggregateCall.Context(this::newAlias, anchor(), this::seed, message -> error(call, message)));
        return translation.aggregates.render(function, rows, !grouping.grouped() || !condition.isEmpty() || window);
    }

    /** The condition of -If is read outside the aggregate: it decides about rows and is no value of it. */
    private List<Rendered> arguments(
            List<Expression> given, List<SelectList.Entry> stars, Aggregates.Named function, boolean window) {
        Grouping grouping = expressions.grouping();
        Aggregates.Named outer = grouping.inside();
        boolean outerPlain = grouping.insidePlain();
        List<Rendered> arguments = new ArrayList<>();
        grouping.inside(function, !window);
        stars.forEach(e -> arguments.add(e.value().get()));
        for (int i = 0; i < given.size(); i++) {
            boolean condition = function.conditional() && i == given.size() - 1;
            grouping.inside(condition ? outer : function, !window);
            arguments.add(expressions.render(given.get(i)));
        }
        grouping.inside(outer, outerPlain);
        return arguments;
    }

    private String filter(Expression condition, boolean window) {
        Grouping grouping = expressions.grouping();
        boolean outerPlain = grouping.insidePlain();
        grouping.inside(grouping.inside(), !window || outerPlain);
        String sql = expressions.render(condition).truth();
        grouping.inside(grouping.inside(), outerPlain);
        return sql;
    }

    /** The text of a parameter; a fraction as it was written, for it is part of the type of a state. */
    private String parameter(Expression parameter) {
        String sql = expressions.render(parameter).sql();
        if (parameter instanceof Call) {
            return ConstantNumber.of(parameter).orElse(sql);
        }
        return sql.matches("[0-9.]+e0") ? sql.substring(0, sql.length() - 2) : sql;
    }

    private String newAlias() {
        return translation.newAlias("r");
    }

    /** A column of the rows, if there is one. */
    private String anchor() {
        return scope.sources().stream()
                .flatMap(s -> s.columns().stream())
                .map(c -> c.rendered().sql())
                .findFirst()
                .orElse("");
    }

    /** What differs from row to row and is the same when a block is processed again. */
    private RowSeed seed() {
        return scope.keyed()
                .map(s -> RowSeed.ofRows(Stream.of(Identity.PART, Identity.OFF, Identity.ROW)
                        .map(c -> s.engineAlias() + "." + SqlText.name(c))
                        .collect(Collectors.joining(", "))))
                .orElseGet(() -> translation.block().map(RowSeed::ofBlock).orElse(RowSeed.PLACES));
    }

    Rendered finalized(Call call) {
        if (call.arguments().size() != 1) {
            throw error(call, "found " + Counted.of(call.arguments().size(), "argument") + " where 1 is expected");
        }
        Rendered state = expressions.render(call.argument(0));
        if (!(state.type().bare() instanceof AggregateFunctionType type)) {
            throw error(call, "its argument is " + Article.with(state.type()) + ", where a partial state is expected");
        }
        return translation.aggregates.finish(type, state.sql(), this::newAlias);
    }

    /** {@code arrayReduce('sum', array, ..)}: the members of the arrays are the rows. */
    Rendered overArrays(Call call) {
        return over(call, argument -> {
            if (!(argument.type().bare() instanceof ArrayType array)) {
                throw error(call, "its argument is " + Article.with(argument.type()) + ", where an array is expected");
            }
            return Rendered.of("unnest(" + SqlText.cast(argument.value(), array) + ")", array.element());
        });
    }

    /** {@code initializeAggregation('sumState', value, ..)}: the values are the only row. */
    Rendered overOneRow(Call call) {
        return over(call, argument -> Rendered.of(argument.stored(), argument.type()));
    }

    private Rendered over(Call call, UnaryOperator<Rendered> column) {
        if (call.arguments().size() < 2) {
            throw error(
                    call,
                    "found " + Counted.of(call.arguments().size(), "argument") + " where at least 2 are expected");
        }
        String written = expressions
                .render(call.argument(0))
                .text()
                .orElseThrow(
                        () -> error(call, "its first argument must be the name of an aggregate as a text literal"));
        Matcher name = NAME.matcher(written);
        if (!name.matches()) {
            throw error(
                    call,
                    "found the aggregate '" + written
                            + "', where a name such as 'sum' or 'quantiles(0.5, 0.9)' is expected");
        }
        Aggregates.Named function = translation
                .aggregates
                .find(name.group(1))
                .orElseThrow(() -> SqlErrors.unknown(
                        ErrorCode.UNKNOWN_FUNCTION,
                        call.position(),
                        "aggregate",
                        name.group(1),
                        translation.aggregates.names()));
        String alias = newAlias();
        StringBuilder columns = new StringBuilder();
        List<Rendered> values = new ArrayList<>();
        for (int i = 1; i < call.arguments().size(); i++) {
            Rendered rendered = column.apply(expressions.render(call.argument(i)));
            columns.append(i == 1 ? "" : ", ")
                    .append(rendered.sql())
                    .append(" AS v")
                    .append(i);
            values.add(Rendered.exact(alias + ".v" + i, rendered.type()));
        }
        List<String> parameters = name.group(2) == null
                ? List.of()
                : Arrays.stream(name.group(2).split(",")).map(String::strip).toList();
        AggregateCall rows = new AggregateCall(
                written,
                parameters,
                values,
                false,
                "",
                "",
                new AggregateCall.Context(this::newAlias, alias + ".v1", () -> RowSeed.PLACES, m -> error(call, m)));
        Rendered result = translation.aggregates.render(function, rows, true);
        return Rendered.of(
                "(SELECT " + result.sql() + " FROM (SELECT " + columns + ") AS " + alias + ")", result.type());
    }

    private static PipitException error(Call call, String message) {
        return SqlErrors.argument(call.position(), "In " + call.function() + ": " + message + ".");
    }
}
