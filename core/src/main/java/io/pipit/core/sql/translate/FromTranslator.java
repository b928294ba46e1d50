package io.pipit.core.sql.translate;

import io.pipit.core.block.Column;
import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.error.Article;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.SourcePosition;
import io.pipit.core.sql.OutputColumn;
import io.pipit.core.sql.Relation;
import io.pipit.core.sql.Relation.Derived;
import io.pipit.core.sql.Relation.ForeignTable;
import io.pipit.core.sql.Relation.StoredTable;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.function.Rendered;
import io.pipit.core.sql.function.SqlText;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Expression.Name;
import io.pipit.core.sql.tree.From;
import io.pipit.core.sql.tree.ParsedQuery;
import io.pipit.core.sql.tree.SetQuery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Translates what stands after FROM and fills a scope with its sources. */
final class FromTranslator {
    private final Translation translation;
    private final Environment environment;
    private final Scope scope;

    FromTranslator(Translation translation, Environment environment, Scope scope) {
        this.translation = translation;
        this.environment = environment;
        this.scope = scope;
    }

    /** The engine's text; the sources are added to the scope in order. */
    String translate(From from) {
        if (from instanceof From.Table table) {
            return table(table);
        } else if (from instanceof From.Nested nested) {
            return nested(nested);
        } else if (from instanceof From.Function function) {
            return function(function);
        } else if (from instanceof From.ArrayJoin arrayJoin) {
            return arrayJoin(arrayJoin);
        }
        return new JoinTranslator(translation, scope, this).translate((From.Join) from);
    }

    private String table(From.Table table) {
        From.Alias alias = table.alias();
        String name = alias.name().isEmpty() ? table.name() : alias.name();
        Environment.Bound bound = environment.bound().get(table.name());
        Environment.Common common = environment.tables().get(table.name());
        if (bound != null) {
            return bound(bound, name, table.name(), alias.columns());
        } else if (common != null) {
            onlyStored(table);
            List<String> columns = alias.columns().isEmpty() ? common.table().columns() : alias.columns();
            return query(translation.name(common, environment), name, table.name(), columns, table.position());
        }
        Optional<String> system = new TableFunctions(translation, scope).system(table.name(), name);
        if (system.isPresent()) {
            onlyStored(table);
            return system.get();
        }
        Relation relation = environment.relations().find(table.name()).orElseThrow(() -> {
            Set<String> known = new LinkedHashSet<>(environment.relations().names());
            known.addAll(environment.tables().keySet());
            return SqlErrors.unknown(
                    ErrorCode.UNKNOWN_TABLE, table.position(), "table, node or pipe", table.name(), known);
        });
        if (relation instanceof Derived derived) {
            onlyStored(table);
            SetQuery body = ((ParsedQuery) derived.query()).body();
            Translation.Named named = translation.name(body, Environment.of(derived.scope()));
            return query(named, name, derived.name(), alias.columns(), table.position());
        }
        return stored((StoredTable) relation, name, alias.columns(), table.sample());
    }

    private static void onlyStored(From.Table table) {
        table.sample().ifPresent(s -> {
            throw SqlErrors.unsupported(
                    s.share().position(),
                    "SAMPLE is not supported here: it takes rows of a data source, which '" + table.name()
                            + "' is not. Where that is a query, move SAMPLE into it.");
        });
    }

    private String bound(Environment.Bound bound, String name, String table, List<String> names) {
        String alias = translation.newAlias("s");
        List<SourceColumn> columns = columns(alias, bound.columns(), names);
        scope.add(new Source(name, table, alias, columns, false, false, Optional.empty(), Set.of()));
        return scope.place(bound.engineName(), alias);
    }

    private String stored(StoredTable table, String name, List<String> names, Optional<From.Sample> sample) {
        String alias = translation.newAlias("s");
        List<SourceColumn> columns = ofTable(alias, table.columns(), names);
        boolean keyed = translation.keyed && table.name().equals(translation.keyedSource);
        scope.add(new Source(name, table.name(), alias, columns, keyed, false, Optional.of(table), Set.of()));
        String slot = translation.slot(table.name());
        translation.reads.add(alias, table);
        sample.ifPresent(s -> translation.reads.addWhole(table.name()));
        return scope.place(sample.map(s -> Samples.rows(table, slot, s)).orElse(slot), alias);
    }

    private String foreign(ForeignTable table, String name, List<String> names) {
        String alias = translation.newAlias("s");
        List<SourceColumn> columns = ofTable(alias, table.columns(), names);
        scope.add(new Source(name, table.name(), alias, columns, false, false, Optional.empty(), Set.of()));
        return translation.foreign.slot(table, alias) + " AS " + alias;
    }

    private static List<SourceColumn> ofTable(String alias, List<Column> from, List<String> names) {
        return columns(
                alias,
                from.stream().map(c -> new OutputColumn(c.name(), c.type())).toList(),
                names);
    }

    private String nested(From.Nested nested) {
        Translation.Named named = translation.name(nested.query(), environment);
        String name = nested.alias().name();
        return query(named, name, name, nested.alias().columns(), nested.position());
    }

    private String query(
            Translation.Named named, String name, String table, List<String> names, SourcePosition position) {
        String alias = translation.newAlias("s");
        if (names.size() > named.query().columns().size()) {
            throw SqlErrors.argument(
                    position,
                    "There are " + names.size() + " names for "
                            + Counted.of(named.query().columns().size(), "column") + ".");
        }
        List<SourceColumn> columns = columns(alias, named.query().columns(), names);
        scope.add(new Source(
                name,
                table,
                alias,
                columns,
                named.query().keyed(),
                named.query().multiplied(),
                Optional.empty(),
                Set.of()));
        named.query().totals().ifPresent(t -> scope.addTotals("(" + t + ") AS " + alias));
        return scope.place(named.mark(), alias);
    }

    private static List<SourceColumn> columns(String alias, List<OutputColumn> from, List<String> names) {
        List<SourceColumn> columns = new ArrayList<>();
        for (OutputColumn column : from) {
            String shown = columns.size() < names.size() ? names.get(columns.size()) : column.name();
            columns.add(
                    new SourceColumn(shown, Rendered.exact(alias + "." + SqlText.name(column.name()), column.type())));
        }
        return columns;
    }

    private String function(From.Function function) {
        Expression.Call call = function.call();
        From.Alias alias = function.alias();
        String name = alias.name().isEmpty() ? call.function() : alias.name();
        Optional<Relation> own = ownFunction(call);
        if (own.isPresent()) {
            return own.get() instanceof ForeignTable foreign
                    ? foreign(foreign, name, alias.columns())
                    : stored((StoredTable) own.get(), name, alias.columns(), Optional.empty());
        }
        if (call.function().equalsIgnoreCase("view")
                && call.arguments().size() == 1
                && call.argument(0) instanceof Expression.Subquery query) {
            return query(
                    translation.name(query.query(), environment), name, name, alias.columns(), function.position());
        }
        return new TableFunctions(translation, scope).function(call, name, alias.columns());
    }

    private Optional<Relation> ownFunction(Expression.Call call) {
        List<String> texts = new ArrayList<>();
        for (Expression argument : call.arguments()) {
            if (!(argument instanceof Expression.StringLiteral text)) {
                return Optional.empty();
            }
            texts.add(text.value());
        }
        return environment.relations().function(call.function(), texts);
    }

    private String arrayJoin(From.ArrayJoin join) {
        String source = translate(join.source());
        String alias = translation.newAlias("a");
        List<String> lists = new ArrayList<>();
        List<SourceColumn> columns = new ArrayList<>();
        Set<String> replaced = new HashSet<>();
        String first = "";
        for (Expression item : new NestedColumns(scope).spread(join.arrays())) {
            Expression array = item instanceof Aliased a ? a.expression() : item;
            String name = item instanceof Aliased a ? a.alias() : new ImplicitNames(scope::columnOf).name(item);
            if (!(item instanceof Aliased) && array instanceof Name) {
                replaced.add(name);
            }
            Rendered list = scope.expressions().render(array);
            DataType element;
            String sql = list.sql();
            if (list.type().bare() instanceof ArrayType type) {
                element = type.element();
            } else if (list.type().bare() instanceof DataType.MapType map) {
                element = ArrayJoins.entry(map);
                sql = ArrayJoins.entries(sql);
            } else {
                throw SqlErrors.argument(
                        array.position(),
                        "ARRAY JOIN needs an array; '" + ImplicitNames.of(array) + "' is " + Article.with(list.type())
                                + ".");
            }
            if (first.isEmpty()) {
                first = sql;
            } else {
                sql = "CASE WHEN len(" + sql + ") = len(" + first + ") THEN " + sql
                        + " ELSE error('The arrays of ARRAY JOIN are not of one length.') END";
            }
            if (join.left()) {
                sql = "CASE WHEN len(" + sql + ") = 0 THEN [" + SqlText.cast(SqlText.defaultOf(element), element)
                        + "] ELSE " + sql + " END";
            }
            lists.add("unnest(" + SqlText.cast(sql, new ArrayType(element)) + ") AS " + SqlText.name(name));
            columns.add(new SourceColumn(name, Rendered.exact(alias + "." + SqlText.name(name), element)));
        }
        boolean keyed = false;
        scope.replaceColumns(replaced, columns);
        List<SourceColumn> added =
                columns.stream().filter(c -> !replaced.contains(c.name())).toList();
        scope.add(new Source("", "", alias, added, keyed, true, Optional.empty(), Set.of()));
        scope.multiply();
        return source + " CROSS JOIN LATERAL (SELECT " + String.join(", ", lists) + ") AS " + alias;
    }
}
