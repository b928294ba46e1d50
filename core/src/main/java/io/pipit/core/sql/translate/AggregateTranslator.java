package io.pipit.core.sql.translate;

import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.error.PipitException;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.aggregate.Aggregates;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Star;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
        if (given.size() == 1 && given.get(0) instanceof Star) {
            given = List.of();
        }
        Optional<Expression> condition = call.filter();
        if (function.conditional()) {
            if (given.isEmpty()) {
                throw SqlErrors.argument(call.position(), call.function() + " needs a condition as its last argument.");
            }
            Expression last = given.get(given.size() - 1);
            condition = Optional.of(condition
                    .map(c -> (Expression) Call.of("and", c.position(), c, last))
                    .orElse(last));
            given = given.subList(0, given.size() - 1);
        }
        boolean window = call.window().isPresent();
        if (!window && grouping.insidePlain()) {
            throw SqlErrors.argument(
                    call.position(),
                    "The aggregate " + call.function()
                            + " stands inside another aggregate; compute it in a sub-query first.");
        }
        grouping.metAggregates(grouping.metAggregates() || !window);
        if (given.isEmpty() || window) {
            scope.countsRows(translation);
        }
        Aggregates.Named outer = grouping.inside();
        boolean outerPlain = grouping.insidePlain();
        grouping.inside(function, !window);
        List<Rendered> arguments = new ArrayList<>();
        for (Expression argument : given) {
            arguments.add(expressions.render(argument));
        }
        grouping.inside(outer, outerPlain);
        StringBuilder suffix = new StringBuilder();
        condition.ifPresent(c -> suffix.append(" FILTER (WHERE ")
                .append(expressions.render(c).truth())
                .append(')'));
        if (window) {
            suffix.append(expressions.windows().over(call));
        }
        List<String> parameters =
                call.parameters().stream().map(p -> expressions.render(p).sql()).toList();
        return translation.aggregates.render(
                function,
                parameters,
                arguments,
                call.distinct(),
                suffix.toString(),
                !grouping.grouped() || condition.isPresent() || window,
                message -> error(call, message));
    }

    Rendered finalized(Call call) {
        if (call.arguments().size() != 1) {
            throw error(call, "found " + call.arguments().size() + " arguments where 1 is expected");
        }
        Rendered state = expressions.render(call.argument(0));
        if (!(state.type().bare() instanceof AggregateFunctionType type)) {
            throw error(call, "its argument is a " + state.type() + ", where a partial state is expected");
        }
        return translation.aggregates.finish(type, state.sql());
    }

    private static PipitException error(Call call, String message) {
        return SqlErrors.argument(call.position(), "In " + call.function() + ": " + message + ".");
    }
}
