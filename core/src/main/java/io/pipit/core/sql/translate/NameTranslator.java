package io.pipit.core.sql.translate;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.AggregateFunctionType;
import io.pipit.core.block.type.DataType.SimpleAggregateFunctionType;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.function.CallSite;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.ScalarFunction;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.function.Types;
import io.pipit.core.sql.tree.ColumnChange;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Expression.Call;
import io.pipit.core.sql.tree.Expression.Lambda;
import io.pipit.core.sql.tree.Expression.Name;
import io.pipit.core.sql.tree.Expression.Star;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds what names stand for, as the dialect does: parameters of lambdas, then aliases of this SELECT and of WITH, then columns. An
 * alias inside its own expression means the column. Aliases are replaced by their expressions, and columns are written with the
 * source that they belong to, so the engine's own rules for names never apply.
 */
final class NameTranslator {
    private final Translation translation;
    private final Scope scope;
    private final ExpressionTranslator expressions;
    private final Grouping grouping;
    private final Map<String, Expression> aliases = new HashMap<>();
    private final Expansions expansions;
    private final Deque<Map<String, Rendered>> lambdas = new ArrayDeque<>();

    private boolean columnsFirst;
    /** The name that is looked up, for what is said of it. */
    private Name reading;

    NameTranslator(
            Translation translation,
            Environment environment,
            Scope scope,
            ExpressionTranslator expressions,
            Grouping grouping) {
        this.translation = translation;
        this.scope = scope;
        this.expressions = expressions;
        this.grouping = grouping;
        this.expansions = new Expansions(grouping);
        environment.expressions().forEach((name, aliased) -> aliases.put(name, aliased.expression()));
    }

    /** Whether columns win over aliases from now on, as they do in conditions of JOIN. */
    void preferColumns(boolean columns) {
        columnsFirst = columns;
    }

    /** Gives meaning to the parameters of a lambda. */
    void enter(Map<String, Rendered> parameters) {
        lambdas.push(parameters);
    }

    /** Whether a lambda is being translated, in which the engine takes no queries. */
    boolean inLambda() {
        return !lambdas.isEmpty();
    }

    /** Leaves a lambda. */
    void leave() {
        lambdas.pop();
    }

    /** Makes the aliases inside an expression known. The first of a name holds. */
    void collectAliases(Expression expression, Map<String, Expression> own) {
        if (expression instanceof Aliased aliased) {
            Expression known = own.putIfAbsent(aliased.alias(), aliased.expression());
            if (known == null) {
                aliases.put(aliased.alias(), aliased.expression());
            } else if (!ImplicitNames.of(known).equals(ImplicitNames.of(aliased.expression()))) {
                throw SqlErrors.argument(
                        aliased.position(),
                        "The alias '" + aliased.alias()
                                + "' stands for two expressions; give one of them another name.");
            }
            collectAliases(aliased.expression(), own);
        } else if (expression instanceof Call call) {
            call.arguments().forEach(a -> collectAliases(a, own));
            call.filter().ifPresent(f -> collectAliases(f, own));
        } else if (expression instanceof Lambda lambda) {
            collectAliases(lambda.body(), own);
        } else if (expression instanceof Star star) {
            for (ColumnChange change : star.changes()) {
                if (change instanceof ColumnChange.Replace replace) {
                    replace.expressions().forEach(e -> collectAliases(e, own));
                }
            }
        }
    }

    Rendered expand(String alias, Expression expression) {
        boolean plain = lambdas.isEmpty() && !columnsFirst;
        boolean met = grouping.metAggregates();
        Rendered expanded = expansions.expand(alias, expression, plain, () -> expressions.render(expression));
        if (!met && grouping.metAggregates()) {
            grouping.metIn(alias);
        }
        return expanded;
    }

    Rendered name(Name name) {
        reading = name;
        String first = name.parts().get(0);
        if (name.parts().size() == 1) {
            return single(first).orElseThrow(() -> unknown(name, "column or alias", knownNames()));
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
        Rendered start = single(first).orElseThrow(() -> unknown(name, "table or column", knownQualifiers()));
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
        if (alias != null && !expansions.within(name)) {
            try {
                return Optional.of(expand(name, alias));
            } catch (CircularAliasException e) {
                Optional<Rendered> column = column(name);
                if (column.isEmpty()) {
                    throw e;
                }
                return column; // as in SELECT id AS x, x AS id
            }
        }
        return column(name).or(() -> nested(name)).or(() -> Literals.named(name));
    }

    /** All members of a nested column are read. */
    private Optional<Rendered> nested(String name) {
        NestedColumns nested = new NestedColumns(scope);
        nested.members(name).forEach(member -> column(member.name()));
        return nested.zipped(name);
    }

    private Optional<Rendered> column(String name) {
        checkAmbiguous(name);
        for (Source source : scope.sources()) {
            Optional<SourceColumn> column = source.column(name);
            if (column.isPresent()) {
                return Optional.of(read(source, column.get()));
            }
        }
        return Optional.empty();
    }

    /** Of two tables the left one is meant; of more that are joined, a name must be that of one. */
    private void checkAmbiguous(String name) {
        List<Source> tables =
                scope.sources().stream().filter(s -> !s.unnested()).toList();
        if (tables.size() < 3 || reading == null) {
            return;
        }
        List<String> having = tables.stream()
                .filter(s -> s.column(name).isPresent() && !s.hiddenFromStar().contains(name))
                .map(s -> s.name().isEmpty() ? "a sub-query" : s.name())
                .toList();
        if (having.size() > 1) {
            throw SqlErrors.argument(
                    reading.position(),
                    "The column '" + name + "' is in " + String.join(" and in ", having)
                            + "; write which one is meant, as in " + having.get(0) + "." + name + ".");
        }
    }

    /** {@code t.column}, {@code t.column.member}; a qualifier may itself have dots, and so may a column. */
    private Optional<Rendered> qualified(Name name) {
        List<String> parts = name.parts();
        for (int split = parts.size() - 1; split >= 1; split--) {
            String qualifier = String.join(".", parts.subList(0, split));
            List<Source> called =
                    scope.sources().stream().filter(s -> s.called(qualifier)).toList();
            for (int end = parts.size(); end > split; end--) {
                String wanted = String.join(".", parts.subList(split, end));
                for (Source source : called) {
                    Optional<SourceColumn> column = source.column(wanted);
                    if (column.isPresent()) {
                        return Optional.of(path(name, read(source, column.get()), end));
                    }
                }
            }
            if (!called.isEmpty() && split == parts.size() - 1) {
                Set<String> known = new LinkedHashSet<>();
                called.forEach(s -> s.columns().forEach(c -> known.add(c.name())));
                throw SqlErrors.unknown(
                        ErrorCode.UNKNOWN_COLUMN,
                        name.position(),
                        "column of '" + qualifier + "'",
                        parts.get(split),
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
            Rendered tupleOf = value;
            Optional<Rendered> column = columnOfTuples(value, part).or(() -> subColumn(tupleOf, part));
            if (column.isPresent()) {
                value = column.get();
                continue;
            }
            Rendered tuple = value;
            CallSite site = new CallSite(
                    "tupleElement",
                    name.position(),
                    List.of(new CallSite.Argument(tuple, null, 0), new CallSite.Argument(Literals.text(part), null, 0)),
                    () -> expressions.now(name));
            value = member.render(site);
        }
        return value;
    }

    /** What the columns of containers and of values that may be NULL have beside their values. */
    private static Optional<Rendered> subColumn(Rendered value, String name) {
        DataType type = value.type().bare();
        if (type instanceof DataType.MapType map && name.equals("keys")) {
            return Optional.of(Rendered.exact("map_keys(" + value.sql() + ")", new DataType.ArrayType(map.key())));
        } else if (type instanceof DataType.MapType map && name.equals("values")) {
            return Optional.of(Rendered.exact("map_values(" + value.sql() + ")", new DataType.ArrayType(map.value())));
        } else if (type instanceof DataType.ArrayType && name.equals("size0")) {
            return Optional.of(Rendered.of("len(" + value.sql() + ")", Types.UINT64));
        } else if (value.type().nullable() && name.equals("null")) {
            return Optional.of(Rendered.condition("(" + value.sql() + " IS NULL)"));
        }
        return Optional.empty();
    }

    /** A member of each tuple of an array. */
    private static Optional<Rendered> columnOfTuples(Rendered array, String member) {
        if (!(array.type().bare() instanceof DataType.ArrayType type)
                || !(type.element().bare() instanceof DataType.TupleType tuple)
                || !tuple.names().contains(member)) {
            return Optional.empty();
        }
        DataType element = tuple.elements().get(tuple.names().indexOf(member));
        String sql = "list_transform(" + array.sql() + ", lambda m: struct_extract(m, " + SqlText.string(member) + "))";
        return Optional.of(Rendered.exact(sql, new DataType.ArrayType(element)));
    }

    /** Reads a column and notes whether that is right on rows that have not been merged yet. */
    private Rendered read(Source source, SourceColumn column) {
        grouping.reads(reading);
        if (source.stored().isPresent()) {
            DataType type = column.rendered().type();
            boolean free;
            if (type.bare() instanceof AggregateFunctionType state) {
                free = grouping.inside() != null
                        && grouping.inside().merges()
                        && translation.aggregates.same(grouping.inside().base(), state.function());
            } else if (type instanceof SimpleAggregateFunctionType simple) {
                free = grouping.inside() != null
                        && !grouping.inside().merges()
                        && translation.aggregates.same(grouping.inside().base(), simple.function());
            } else {
                free = source.stored().get().keys().contains(column.name())
                        && (grouping.inside() == null
                                || grouping.inside().ignoresRepeats()
                                || grouping.inside().merges());
            }
            if (!free) {
                translation.needMerge.add(source.stored().get().name());
            }
        }
        return column.rendered();
    }

    private PipitException unknown(Name name, String what, Set<String> known) {
        String first = name.parts().get(0);
        if (aliases.containsKey(first) && expansions.within(first)) {
            return new CircularAliasException(name);
        }
        return SqlErrors.unknown(ErrorCode.UNKNOWN_COLUMN, name.position(), what, first, known);
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
        return expansions.within(name) ? Optional.empty() : Optional.ofNullable(aliases.get(name));
    }
}
