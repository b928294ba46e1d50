package io.pipit.core.sql.translate;

import io.pipit.core.block.Identity;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.error.PipitException;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.aggregate.AggregateCall;
import io.pipit.core.sql.aggregate.Aggregates;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Star;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Translates calls of aggregates, also with FILTER and OVER. */
final class AggregateTranslator {
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
                call.parameters().stream().map(p -> expressions.render(p).sql()).toList();
        AggregateCall rows = new AggregateCall(
                call.function(),
                parameters,
                arguments,
                call.distinct(),
                condition,
                window ? expressions.windows().over(call) : "",
                new AggregateCall.Context(this::newAlias, anchor(), seed(), message -> error(call, message)));
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
    private String seed() {
        return scope.keyed()
                .map(s -> Stream.of(Identity.PART, Identity.OFF, Identity.ROW)
                        .map(c -> s.engineAlias() + "." + SqlText.name(c))
                        .collect(Collectors.joining(", ")))
                .orElse("random()");
    }

    Rendered finalized(Call call) {
        if (call.arguments().size() != 1) {
            throw error(call, "found " + call.arguments().size() + " arguments where 1 is expected");
        }
        Rendered state = expressions.render(call.argument(0));
        if (!(state.type().bare() instanceof AggregateFunctionType type)) {
            throw error(call, "its argument is a " + state.type() + ", where a partial state is expected");
        }
        return translation.aggregates.finish(type, state.sql(), this::newAlias);
    }

    private static PipitException error(Call call, String message) {
        return SqlErrors.argument(call.position(), "In " + call.function() + ": " + message + ".");
    }
}
