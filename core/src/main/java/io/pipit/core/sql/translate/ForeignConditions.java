package io.pipit.core.sql.translate;

import io.pipit.core.sql.ForeignCondition;
import io.pipit.core.sql.ForeignCondition.Operator;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.BoolLiteral;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Name;
import io.pipit.core.sql.tree.Expression.NumberLiteral;
import io.pipit.core.sql.tree.Expression.StringLiteral;
import io.pipit.core.sql.tree.From;
import io.pipit.core.sql.tree.Select;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds in a WHERE the conditions that rows of foreign tables have to fulfil: comparisons of a column with literals, and with what has one
 * value in a whole run, connected by AND. Only where every row of a source is either left out by WHERE or not changed by it: of tables
 * that stand alone, or in inner joins.
 */
final class ForeignConditions {
    private static final Map<String, Operator> COMPARISONS = Map.of(
            "equals", Operator.EQUAL,
            "notEquals", Operator.NOT_EQUAL,
            "less", Operator.LESS,
            "lessOrEquals", Operator.LESS_OR_EQUAL,
            "greater", Operator.GREATER,
            "greaterOrEquals", Operator.GREATER_OR_EQUAL);
    private static final Map<String, Operator> NULLS =
            Map.of("isNull", Operator.IS_NULL, "isNotNull", Operator.IS_NOT_NULL);

    private final Translation translation;
    private final Scope scope;

    ForeignConditions(Translation translation, Scope scope) {
        this.translation = translation;
        this.scope = scope;
    }

    /** A column of a foreign table. */
    private record Column(String alias, String name) {}

    void note(Select select) {
        if (translation.foreign.any()
                && select.where().isPresent()
                && plain(select.from().orElse(null))) {
            conjuncts(select.where().get()).forEach(this::condition);
        }
    }

    private static boolean plain(From from) {
        if (from instanceof From.Join join) {
            boolean inner = join.kind() == From.Kind.INNER || join.kind() == From.Kind.CROSS;
            return inner
                    && join.strictness() == From.Strictness.ALL
                    && join.using().isEmpty()
                    && plain(join.left())
                    && plain(join.right());
        }
        return from instanceof From.Function || from instanceof From.Table || from instanceof From.Nested;
    }

    private static Stream<Call> conjuncts(Expression expression) {
        if (!(expression instanceof Call call)) {
            return Stream.empty();
        }
        return call.function().equals("and")
                ? call.arguments().stream().flatMap(ForeignConditions::conjuncts)
                : Stream.of(call);
    }

    private void condition(Call call) {
        if (call.arguments().size() == 1 && NULLS.containsKey(call.function())) {
            column(call.argument(0)).ifPresent(c -> add(c, NULLS.get(call.function()), List.of()));
        } else if (call.arguments().size() == 2 && COMPARISONS.containsKey(call.function())) {
            Operator operator = COMPARISONS.get(call.function());
            compared(call.argument(0), operator, call.argument(1));
            compared(call.argument(1), operator.mirrored(), call.argument(0));
        } else if (call.arguments().size() == 2 && call.function().equals("in")) {
            column(call.argument(0)).ifPresent(c -> values(call.argument(1)).ifPresent(v -> add(c, Operator.IN, v)));
        }
    }

    private void compared(Expression left, Operator operator, Expression right) {
        column(left).ifPresent(c -> value(right).ifPresent(v -> add(c, operator, List.of(v))));
    }

    private void add(Column column, Operator operator, List<Object> values) {
        translation.foreign.add(column.alias(), new ForeignCondition(column.name(), operator, values));
    }

    /** What a name stands for goes by what it became: an alias of the same name may stand for something else. */
    private Optional<Column> column(Expression expression) {
        if (!(expression instanceof Name)) {
            return Optional.empty();
        }
        String sql = scope.expressions().render(expression).sql();
        return scope.sources().stream()
                .map(Source::engineAlias)
                .flatMap(alias -> translation.foreign.column(alias, sql).map(name -> new Column(alias, name)).stream())
                .findFirst();
    }

    private Optional<List<Object>> values(Expression list) {
        if (!(list instanceof Call call)
                || !(call.function().equals("tuple") || call.function().equals("array"))) {
            return value(list).map(List::of);
        }
        List<Object> values = new ArrayList<>();
        for (Expression member : call.arguments()) {
            Optional<Object> value = value(member);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value.get());
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(values);
    }

    private Optional<Object> value(Expression expression) {
        boolean literal = expression instanceof StringLiteral
                || expression instanceof NumberLiteral
                || expression instanceof BoolLiteral;
        return literal
                ? Optional.of(scope.expressions().render(expression)).flatMap(Rendered::constant)
                : new RunConstants(scope).computed(expression);
    }
}
