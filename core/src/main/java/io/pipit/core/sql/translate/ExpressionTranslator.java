package io.pipit.core.sql.translate;

import io.pipit.core.block.Identity;
import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.SimpleAggregateFunctionType;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.aggregate.Aggregates;
import io.pipit.core.sql.function.CallSite;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.ScalarFunction;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Expression.BoolLiteral;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Lambda;
import io.pipit.core.sql.tree.Expression.Name;
import io.pipit.core.sql.tree.Expression.NullLiteral;
import io.pipit.core.sql.tree.Expression.NumberLiteral;
import io.pipit.core.sql.tree.Expression.Star;
import io.pipit.core.sql.tree.Expression.StringLiteral;
import io.pipit.core.sql.tree.Expression.Subquery;
import io.pipit.core.sql.tree.OrderItem;
import io.pipit.core.sql.tree.Window;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Translates expressions of one SELECT.
 *
 * <p>Names are looked up as the dialect does: parameters of lambdas, then aliases of this SELECT and of WITH, then columns. An alias
 * inside its own expression means the column. Aliases are replaced by their expressions, and columns are written with the source
 * that they belong to, so the engine's own rules for names never apply.
 */
final class ExpressionTranslator {
    private static final int MAX_DEPTH = 1_000;
    private static final int MAX_TEXT = 2_000_000;

    private final Translation translation;
    private final Scope scope;
    private final Map<String, Expression> aliases = new HashMap<>();
    private final Set<String> expanding = new HashSet<>();
    private final Deque<Map<String, Rendered>> lambdas = new ArrayDeque<>();
    private final Map<String, Rendered> unnested = new LinkedHashMap<>();
    private final StringBuilder laterals = new StringBuilder();
    private final InTranslator in;
    private final Subqueries subqueries;

    private boolean columnsFirst;
    private boolean grouped;
    private boolean aggregates;
    /** The aggregate whose argument is being translated, or null. */
    private Aggregates.Named inside;

    private int depth;

    ExpressionTranslator(Translation translation, Environment environment, Scope scope) {
        this.translation = translation;
        this.scope = scope;
        this.in = new InTranslator(translation, environment, scope, this);
        this.subqueries = new Subqueries(translation, environment);
        environment.expressions().forEach((name, aliased) -> aliases.put(name, aliased.expression()));
    }

    /** Makes the aliases inside an expression known. The first of a name holds. */
    void collectAliases(Expression expression, Set<String> own) {
        if (expression instanceof Aliased aliased) {
            if (own.add(aliased.alias())) {
                aliases.put(aliased.alias(), aliased.expression());
            }
            collectAliases(aliased.expression(), own);
        } else if (expression instanceof Call call) {
            call.arguments().forEach(a -> collectAliases(a, own));
        }
    }

    /** Says that the SELECT has GROUP BY, so that groups are never empty. */
    void grouped() {
        this.grouped = true;
    }

    /** Whether an aggregate outside windows has been met. */
    boolean metAggregates() {
        return aggregates;
    }

    /** What has to follow the sources for {@code arrayJoin}. */
    String laterals() {
        return laterals.toString();
    }

    /** A condition of JOIN, in which columns win over aliases. */
    String joinCondition(Expression expression) {
        columnsFirst = true;
        String sql = render(expression).truth();
        columnsFirst = false;
        return sql;
    }

    Rendered render(Expression expression) {
        if (++depth > MAX_DEPTH) {
            throw SqlErrors.syntax(
                    expression.position(),
                    "The expression is nested too deep here; name parts of it in WITH or in nodes of their own.");
        }
        try {
            Rendered rendered = renderAny(expression);
            if (rendered.sql().length() > MAX_TEXT) {
                throw SqlErrors.unsupported(
                        expression.position(),
                        "The expression grows too long when its aliases are put in; compute parts of it in a sub-query.");
            }
            return rendered;
        } finally {
            depth--;
        }
    }

    private Rendered renderAny(Expression expression) {
        if (expression instanceof Call call) {
            return call(call);
        } else if (expression instanceof Name name) {
            return name(name);
        } else if (expression instanceof StringLiteral literal) {
            return Literals.text(literal.value());
        } else if (expression instanceof NumberLiteral literal) {
            return Literals.number(literal);
        } else if (expression instanceof Aliased aliased) {
            return expand(aliased.alias(), aliased.expression());
        } else if (expression instanceof BoolLiteral literal) {
            return Rendered.literal(Boolean.toString(literal.value()), Types.BOOL, literal.value());
        } else if (expression instanceof NullLiteral) {
            return Rendered.of("NULL", Types.NOTHING);
        } else if (expression instanceof Subquery subquery) {
            return subqueries.scalar(subquery);
        } else if (expression instanceof Star star) {
            throw SqlErrors.syntax(star.position(), "'*' may stand only in the list of columns and in count(*).");
        }
        throw SqlErrors.syntax(
                expression.position(), "A lambda may stand only as an argument of a function such as arrayMap.");
    }

    private Rendered expand(String alias, Expression expression) {
        boolean entered = expanding.add(alias);
        try {
            return render(expression);
        } finally {
            if (entered) {
                expanding.remove(alias);
            }
        }
    }

    // --- names

    private Rendered name(Name name) {
        String first = name.parts().get(0);
        if (name.parts().size() == 1) {
            return single(first)
                    .orElseThrow(() -> SqlErrors.unknown(
                            ErrorCode.UNKNOWN_COLUMN, name.position(), "column or alias", first, knownNames()));
        }
        Optional<Rendered> lambda = lambdaParameter(first);
        if (lambda.isPresent()) {
            return path(name, lambda.get(), 1);
        }
        Optional<Rendered> dotted = column(name.text());
        if (dotted.isPresent()) {
            return dotted.get();
        }
        Optional<Rendered> qualified = qualified(name);
        if (qualified.isPresent()) {
            return qualified.get();
        }
        Rendered start = single(first)
                .orElseThrow(() -> SqlErrors.unknown(
                        ErrorCode.UNKNOWN_COLUMN, name.position(), "table or column", first, knownQualifiers()));
        return path(name, start, 1);
    }

    private Optional<Rendered> lambdaParameter(String name) {
        for (Map<String, Rendered> parameters : lambdas) {
            if (parameters.containsKey(name)) {
                return Optional.of(parameters.get(name));
            }
        }
        return Optional.empty();
    }

    private Optional<Rendered> single(String name) {
        Optional<Rendered> parameter = lambdaParameter(name);
        if (parameter.isPresent()) {
            return parameter;
        }
        if (columnsFirst) {
            Optional<Rendered> column = column(name);
            if (column.isPresent()) {
                return column;
            }
        }
        Expression alias = aliases.get(name);
        if (alias != null && !expanding.contains(name)) {
            return Optional.of(expand(name, alias));
        }
        Optional<Rendered> column = column(name);
        return column.isPresent() ? column : Literals.named(name);
    }

    private Optional<Rendered> column(String name) {
        for (Source source : scope.sources()) {
            Optional<SourceColumn> column = source.column(name);
            if (column.isPresent()) {
                return Optional.of(read(source, column.get()));
            }
        }
        return Optional.empty();
    }

    /** {@code t.column}, {@code t.column.member}; a qualifier may itself have dots. */
    private Optional<Rendered> qualified(Name name) {
        for (int split = name.parts().size() - 1; split >= 1; split--) {
            String qualifier = String.join(".", name.parts().subList(0, split));
            List<Source> called =
                    scope.sources().stream().filter(s -> s.called(qualifier)).toList();
            for (Source source : called) {
                Optional<SourceColumn> column = source.column(name.parts().get(split));
                if (column.isPresent()) {
                    return Optional.of(path(name, read(source, column.get()), split + 1));
                }
            }
            if (!called.isEmpty() && split == name.parts().size() - 1) {
                Set<String> known = new LinkedHashSet<>();
                called.forEach(s -> s.columns().forEach(c -> known.add(c.name())));
                throw SqlErrors.unknown(
                        ErrorCode.UNKNOWN_COLUMN,
                        name.position(),
                        "column of '" + qualifier + "'",
                        name.parts().get(split),
                        known);
            }
        }
        return Optional.empty();
    }

    /** Members of tuples and paths into JSON. */
    private Rendered path(Name name, Rendered start, int from) {
        if (from >= name.parts().size()) {
            return start;
        }
        List<String> rest = name.parts().subList(from, name.parts().size());
        if (start.type().bare() instanceof DataType.JsonType) {
            String path = rest.stream().map(p -> ".\"" + p + "\"").collect(Collectors.joining("", "$", ""));
            String sql = "TRY(json_extract_string(" + start.sql() + ", " + SqlText.string(path) + "))";
            return Rendered.of(sql, Types.nullable(Types.STRING));
        }
        Rendered value = start;
        ScalarFunction member = translation.functions.find("tupleElement").orElseThrow();
        for (String part : rest) {
            Rendered tuple = value;
            CallSite site = new CallSite(
                    "tupleElement",
                    name.position(),
                    List.of(new CallSite.Argument(tuple, null, 0), new CallSite.Argument(Literals.text(part), null, 0)),
                    () -> now(name));
            value = member.render(site);
        }
        return value;
    }

    /** Reads a column and notes whether that is right on rows that have not been merged yet. */
    private Rendered read(Source source, SourceColumn column) {
        if (source.stored().isPresent()) {
            DataType type = column.rendered().type();
            boolean free;
            if (type.bare() instanceof AggregateFunctionType state) {
                free = inside != null
                        && inside.merges()
                        && translation.aggregates.same(inside.base(), state.function());
            } else if (type instanceof SimpleAggregateFunctionType simple) {
                free = inside != null
                        && !inside.merges()
                        && translation.aggregates.same(inside.base(), simple.function());
            } else {
                free = source.stored().get().keys().contains(column.name())
                        && (inside == null || inside.ignoresRepeats() || inside.merges());
            }
            if (!free) {
                translation.needMerge.add(source.stored().get().name());
            }
        }
        return column.rendered();
    }

    private Set<String> knownNames() {
        Set<String> known = new LinkedHashSet<>();
        scope.sources().forEach(s -> s.columns().forEach(c -> known.add(c.name())));
        known.addAll(aliases.keySet());
        return known;
    }

    private Set<String> knownQualifiers() {
        Set<String> known = knownNames();
        scope.sources().forEach(s -> known.add(s.name()));
        return known;
    }

    /** Whether a name alone means something here. */
    boolean knows(String name) {
        return lambdaParameter(name).isPresent()
                || aliases.containsKey(name)
                || scope.sources().stream().anyMatch(s -> s.column(name).isPresent());
    }

    /** What an alias stands for. */
    Optional<Expression> aliased(String name) {
        return expanding.contains(name) ? Optional.empty() : Optional.ofNullable(aliases.get(name));
    }

    // --- calls

    private Rendered call(Call call) {
        String function = call.function();
        switch (function) {
            case "in", "notIn", "globalIn", "globalNotIn" -> {
                return in.translate(call, function.equals("notIn") || function.equals("globalNotIn"));
            }
            case "exists" -> {
                return subqueries.exists(call);
            }
            case "arrayJoin" -> {
                return arrayJoin(call);
            }
            case "finalizeAggregation" -> {
                return finalized(call);
            }
            default -> {
                // below
            }
        }
        Optional<Aggregates.Named> aggregate = translation.aggregates.find(function);
        Optional<ScalarFunction> scalar = translation.functions.find(function);
        if (call.window().isPresent() && WindowFunctions.known(function)) {
            return WindowFunctions.render(this, call, over(call));
        }
        if (aggregate.isPresent() && (scalar.isEmpty() || !scalar.get().name().equals(function))) {
            return aggregate(call, aggregate.get());
        }
        ScalarFunction known = scalar.orElseThrow(() -> {
            Set<String> names = new LinkedHashSet<>(translation.functions.names());
            names.addAll(translation.aggregates.names());
            names.addAll(WindowFunctions.names());
            return SqlErrors.unknown(ErrorCode.UNKNOWN_FUNCTION, call.position(), "function", function, names);
        });
        return known.render(site(call));
    }

    private CallSite site(Call call) {
        List<CallSite.Argument> arguments = new ArrayList<>(call.arguments().size());
        for (Expression argument : call.arguments()) {
            arguments.add(
                    argument instanceof Lambda lambda
                            ? new CallSite.Argument(
                                    null,
                                    types -> lambda(lambda, types),
                                    lambda.parameters().size())
                            : new CallSite.Argument(render(argument), null, 0));
        }
        return new CallSite(call.function(), call.position(), arguments, () -> now(call));
    }

    private Rendered lambda(Lambda lambda, List<DataType> types) {
        Map<String, Rendered> parameters = new HashMap<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            String name = translation.newAlias("l");
            names.add(name);
            parameters.put(lambda.parameters().get(i), Rendered.exact(name, types.get(i)));
        }
        lambdas.push(parameters);
        Rendered body = render(lambda.body());
        lambdas.pop();
        return new Rendered(
                "lambda " + String.join(", ", names) + ": " + body.sql(),
                body.type(),
                body.logical(),
                Optional.empty(),
                false);
    }

    /** The current instant: for blocks the time at which they were accepted. */
    private String now(Expression at) {
        if (translation.keyedSource.isEmpty()) {
            return "(now() AT TIME ZONE 'UTC')";
        } else if (!translation.keyed) {
            return "(SELECT max(\"" + Identity.AT + "\") FROM " + translation.slot(translation.keyedSource) + ")";
        }
        return scope.keyed()
                .map(s -> s.engineAlias() + "." + SqlText.name(Identity.AT))
                .orElseThrow(() -> new NotKeyableException("now() beside the block at " + at.position()));
    }

    private Rendered aggregate(Call call, Aggregates.Named function) {
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
        aggregates |= !window;
        if (given.isEmpty() || window) {
            noteRowCount();
        }
        Aggregates.Named outer = inside;
        inside = function;
        List<Rendered> arguments = new ArrayList<>();
        for (Expression argument : given) {
            arguments.add(render(argument));
        }
        inside = outer;
        StringBuilder suffix = new StringBuilder();
        condition.ifPresent(
                c -> suffix.append(" FILTER (WHERE ").append(render(c).truth()).append(')'));
        if (window) {
            suffix.append(over(call));
        }
        List<String> parameters =
                call.parameters().stream().map(p -> render(p).sql()).toList();
        return translation.aggregates.render(
                function,
                parameters,
                arguments,
                call.distinct(),
                suffix.toString(),
                !grouped || condition.isPresent() || window,
                message -> error(call, message));
    }

    private Rendered finalized(Call call) {
        if (call.arguments().size() != 1) {
            throw error(call, "found " + call.arguments().size() + " arguments where 1 is expected");
        }
        Rendered state = render(call.argument(0));
        if (!(state.type().bare() instanceof AggregateFunctionType type)) {
            throw error(call, "its argument is a " + state.type() + ", where a partial state is expected");
        }
        return translation.aggregates.finish(type, state.sql());
    }

    private static PipitException error(Call call, String message) {
        return SqlErrors.argument(call.position(), "In " + call.function() + ": " + message + ".");
    }

    /** Rows are counted, so all tables must be merged before. */
    private void noteRowCount() {
        scope.sources().forEach(s -> s.stored().ifPresent(t -> translation.needMerge.add(t.name())));
    }

    String over(Call call) {
        Window window = call.window().orElseThrow();
        List<String> partition = new ArrayList<>();
        if (translation.keyed && scope.keyed().isPresent()) {
            String alias = scope.keyed().get().engineAlias();
            partition.add(alias + "." + SqlText.name(Identity.PART));
            partition.add(alias + "." + SqlText.name(Identity.OFF));
        }
        window.partitionBy().forEach(e -> partition.add(render(e).sql()));
        List<String> parts = new ArrayList<>();
        if (!partition.isEmpty()) {
            parts.add("PARTITION BY " + String.join(", ", partition));
        }
        if (!window.orderBy().isEmpty()) {
            parts.add("ORDER BY " + window.orderBy().stream().map(this::order).collect(Collectors.joining(", ")));
        }
        if (!window.frame().isEmpty()) {
            parts.add(window.frame());
        }
        return " OVER (" + String.join(" ", parts) + ")";
    }

    /** One member of ORDER BY: NULL and NaN come last in both directions. */
    String order(OrderItem item) {
        return order(render(item.expression()), item);
    }

    static String order(Rendered value, OrderItem item) {
        String direction = item.descending() ? " DESC" : "";
        String nulls = item.nullsFirst() ? " NULLS FIRST" : " NULLS LAST";
        String nan = Types.floating(value.type()) && item.descending() && !item.nullsFirst()
                ? "coalesce(isnan(" + value.sql() + "), false), "
                : "";
        return nan + value.sql() + direction + nulls;
    }

    /** {@code arrayJoin} makes one row of each member, before WHERE; over an aggregate, after it. */
    private Rendered arrayJoin(Call call) {
        if (call.arguments().size() != 1) {
            throw error(call, "found " + call.arguments().size() + " arguments where 1 is expected");
        }
        boolean before = aggregates;
        aggregates = false;
        Rendered list = render(call.argument(0));
        boolean overAggregate = aggregates;
        aggregates |= before;
        DataType element = list.type().bare() instanceof ArrayType a ? a.element() : null;
        String sql = list.sql();
        if (list.type().bare() instanceof DataType.MapType map) {
            element = new DataType.TupleType(List.of("keys", "values"), List.of(map.key(), map.value()));
            sql = "list_transform(map_entries(" + sql + "), lambda e: {'keys': e.key, 'values': e.value})";
        }
        if (element == null) {
            throw error(call, "its argument is a " + list.type() + ", where an array is expected");
        }
        noteRowCount();
        scope.multiply();
        if (overAggregate) {
            return Rendered.of("unnest(" + sql + ")", element);
        }
        Rendered known = unnested.get(sql);
        if (known == null) {
            String alias = translation.newAlias("j");
            laterals.append(scope.size() == 0 && laterals.isEmpty() ? "" : " CROSS JOIN LATERAL ")
                    .append("(SELECT unnest(")
                    .append(SqlText.cast(sql, new ArrayType(element)))
                    .append(") AS v) AS ")
                    .append(alias);
            known = Rendered.exact(alias + ".v", element);
            unnested.put(sql, known);
        }
        return known;
    }
}
