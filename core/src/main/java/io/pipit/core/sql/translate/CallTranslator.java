package io.pipit.core.sql.translate;

import io.pipit.core.block.Identity;
import io.pipit.core.block.type.DataType;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.aggregate.Aggregates;
import io.pipit.core.sql.function.CallSite;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.ScalarFunction;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Lambda;
import io.pipit.core.sql.tree.Expression.Star;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Translates calls: finds out which kind of function is meant and hands the call to who knows it. */
final class CallTranslator {
    private final Translation translation;
    private final Environment environment;
    private final Scope scope;
    private final ExpressionTranslator expressions;
    private final InTranslator in;
    private final AggregateTranslator aggregates;

    CallTranslator(Translation translation, Environment environment, Scope scope, ExpressionTranslator expressions) {
        this.translation = translation;
        this.environment = environment;
        this.scope = scope;
        this.expressions = expressions;
        this.in = new InTranslator(translation, environment, scope, expressions);
        this.aggregates = new AggregateTranslator(translation, scope, expressions);
    }

    Rendered call(Call call) {
        String function = call.function();
        switch (function) {
            case "in", "notIn", "globalIn", "globalNotIn" -> {
                return in.translate(call, function.equals("notIn") || function.equals("globalNotIn"));
            }
            case "exists" -> {
                return expressions.subqueries().exists(call);
            }
            case "arrayJoin" -> {
                return expressions.arrayJoins().render(call);
            }
            case "grouping", "GROUPING" -> {
                return grouping(call);
            }
            case "plus", "minus" -> {
                Optional<Call> steps = intervals(call);
                if (steps.isPresent()) {
                    return expressions.render(steps.get());
                }
            }
            case "joinGet", "joinGetOrNull", "dictGet", "dictGetOrNull", "dictGetOrDefault", "dictHas" -> {
                return new Lookups(translation, environment, expressions).render(call);
            }
            case "rowNumberInBlock", "rowNumberInAllBlocks", "blockNumber" -> {
                return number(call);
            }
            case "caseWithExpression" -> {
                return expressions.render(conditions(call));
            }
            case "finalizeAggregation" -> {
                return aggregates.finalized(call);
            }
            case "arrayReduce" -> {
                return aggregates.overArrays(call);
            }
            case "initializeAggregation" -> {
                return aggregates.overOneRow(call);
            }
            default -> {
                // below
            }
        }
        Optional<Expression> own = expressions.names().aliased(function);
        if (own.isPresent() && own.get() instanceof Lambda lambda) {
            return applied(lambda, call);
        }
        Optional<Aggregates.Named> aggregate = translation.aggregates.find(function);
        Optional<ScalarFunction> scalar = translation.functions.find(function);
        if (call.window().isPresent() && WindowFunctions.known(function)) {
            return WindowFunctions.render(expressions, call);
        }
        if (scalar.isEmpty() && aggregate.isEmpty() && WindowFunctions.known(function)) {
            throw SqlErrors.argument(
                    call.position(),
                    "In " + function + ": a window is missing, as in OVER (PARTITION BY a ORDER BY b).");
        }
        if (aggregate.isPresent() && (scalar.isEmpty() || !scalar.get().name().equals(function))) {
            return aggregates.render(call, aggregate.get());
        }
        ScalarFunction known = scalar.orElseThrow(() -> {
            Set<String> names = new LinkedHashSet<>(translation.functions.names());
            names.addAll(translation.aggregates.names());
            names.addAll(WindowFunctions.names());
            names.addAll(Lookups.names());
            names.addAll(List.of("arrayJoin", "rowNumberInBlock", "rowNumberInAllBlocks"));
            return SqlErrors.unknown(ErrorCode.UNKNOWN_FUNCTION, call.position(), "function", function, names);
        });
        GuardedArguments guarded = new GuardedArguments(() -> translation.aliasOf(call, "g"));
        CallSite site = site(call, guarded);
        return guarded.render(known, site);
    }

    /** Rows are numbered from 0 in the order in which they are read. */
    private Rendered number(Call call) {
        if (!call.arguments().isEmpty()) {
            throw SqlErrors.argument(call.position(), "In " + call.function() + ": it takes no arguments.");
        } else if (call.function().equals("blockNumber")) {
            return Rendered.of("0", Types.UINT64);
        } else if (scope.keyed().isPresent()) {
            throw new NotKeyableException(call.function());
        }
        return Rendered.of("(row_number() OVER () - 1)", Types.UINT64);
    }

    /** Which keys a row's grouping leaves out, as bits. */
    private Rendered grouping(Call call) {
        if (call.arguments().isEmpty()) {
            throw SqlErrors.argument(call.position(), "In grouping: at least one key of GROUP BY is expected.");
        }
        Grouping grouping = expressions.grouping();
        Aggregates.Named outer = grouping.inside();
        boolean plain = grouping.insidePlain();
        grouping.inside(outer, true); // the key itself, not how it shows
        List<String> keys =
                call.arguments().stream().map(a -> expressions.render(a).sql()).toList();
        grouping.inside(outer, plain);
        return Rendered.of("grouping(" + String.join(", ", keys) + ")", Types.UINT64);
    }

    /** {@code x + INTERVAL '1 year 2 days'} as two sums. */
    private static Optional<Call> intervals(Call call) {
        if (call.arguments().size() != 2
                || !(call.argument(1) instanceof Call tuple)
                || !tuple.function().equals("tuple")
                || tuple.arguments().stream()
                        .noneMatch(a -> a instanceof Call c && c.function().startsWith("toInterval"))) {
            return Optional.empty();
        }
        Expression sum = call.argument(0);
        for (Expression interval : tuple.arguments()) {
            sum = Call.of(call.function(), call.position(), sum, interval);
        }
        return Optional.of((Call) sum);
    }

    /** {@code CASE x WHEN a THEN b ... ELSE c END} as conditions. */
    private static Call conditions(Call call) {
        List<Expression> parts = new ArrayList<>();
        int last = call.arguments().size() - 1;
        for (int i = 1; i < last; i += 2) {
            parts.add(Call.of("equals", call.argument(i).position(), call.argument(0), call.argument(i)));
            parts.add(call.argument(i + 1));
        }
        parts.add(call.argument(last));
        return Call.of("multiIf", call.position(), parts.toArray(Expression[]::new));
    }

    /** {@code WITH x -> x + 1 AS f SELECT f(2)}: the body with values for the parameters. */
    private Rendered applied(Lambda lambda, Call call) {
        if (lambda.parameters().size() != call.arguments().size()) {
            throw SqlErrors.argument(
                    call.position(),
                    "In " + call.function() + ": found "
                            + Counted.of(call.arguments().size(), "argument") + " where "
                            + lambda.parameters().size() + " are expected.");
        }
        Map<String, Rendered> values = new HashMap<>();
        for (int i = 0; i < lambda.parameters().size(); i++) {
            values.put(lambda.parameters().get(i), expressions.render(call.argument(i)));
        }
        expressions.names().enter(values);
        try {
            return expressions.names().expand(call.function(), lambda.body());
        } finally {
            expressions.names().leave();
        }
    }

    private CallSite site(Call call, GuardedArguments guarded) {
        List<CallSite.Argument> arguments = new ArrayList<>(call.arguments().size());
        for (Expression argument : call.arguments()) {
            if (argument instanceof Star star) {
                // f(*) is f of all columns
                new Stars(translation, scope, expressions)
                        .entries(star)
                        .forEach(e ->
                                arguments.add(new CallSite.Argument(e.value().get(), null, 0)));
                continue;
            }
            Expression bare = argument instanceof Aliased a ? a.expression() : argument;
            arguments.add(
                    bare instanceof Lambda lambda
                            ? new CallSite.Argument(
                                    null,
                                    types -> lambda(lambda, types),
                                    lambda.parameters().size())
                            : new CallSite.Argument(guarded.argument(expressions, argument), null, 0));
        }
        return new CallSite(call.function(), call.position(), arguments, () -> now(call));
    }

    private Rendered lambda(Lambda lambda, List<DataType> types) {
        Map<String, Rendered> parameters = new HashMap<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            String name = translation.aliasOf(lambda, "l") + "_" + i;
            names.add(name);
            parameters.put(lambda.parameters().get(i), Rendered.exact(name, types.get(i)));
        }
        expressions.names().enter(parameters);
        Rendered body = expressions.render(lambda.body());
        expressions.names().leave();
        return new Rendered(
                "lambda " + String.join(", ", names) + ": " + body.sql(),
                body.type(),
                body.logical(),
                Optional.empty(),
                false);
    }

    /** The current instant: for blocks the time at which they were accepted. */
    String now(Expression at) {
        if (translation.keyedSource.isEmpty()) {
            return "(now() AT TIME ZONE 'UTC')";
        } else if (!translation.keyed) {
            return translation.block().orElseThrow();
        }
        return scope.keyed()
                .map(s -> s.engineAlias() + "." + SqlText.name(Identity.AT))
                .orElseThrow(() -> new NotKeyableException("now() beside the block at " + at.position()));
    }
}
