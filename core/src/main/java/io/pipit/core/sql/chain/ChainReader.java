package io.pipit.core.sql.chain;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.TableSpec;
import io.pipit.core.error.SourcePosition;
import io.pipit.core.sql.Query;
import io.pipit.core.sql.Relation;
import io.pipit.core.sql.Relations;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.tree.Expression;
import io.pipit.core.sql.tree.Expression.Name;
import io.pipit.core.sql.tree.From;
import io.pipit.core.sql.tree.ParsedQuery;
import io.pipit.core.sql.tree.Select;
import io.pipit.core.sql.tree.SetOperand;
import io.pipit.core.sql.tree.SetQuery;
import io.pipit.core.sql.tree.With;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/** Finds the keys of a chain of queries. Made for one query. */
public final class ChainReader {
    private final Predicate<String> aggregates;
    private final Function<String, Optional<TableSpec>> tables;
    private TableSpec root;
    private int picks;

    /**
     * A reader.
     *
     * @param aggregates whether a name is that of an aggregate
     * @param tables the data sources, for their engine clauses and sorting keys
     */
    public ChainReader(Predicate<String> aggregates, Function<String, Optional<TableSpec>> tables) {
        this.aggregates = aggregates;
        this.tables = tables;
    }

    /** A query with a name, and what names mean inside it. */
    private record Common(SetQuery query, Names names) {}

    /** What names after FROM mean. */
    private record Names(Relations relations, Map<String, Common> common, Map<String, Expression> expressions) {
        static Names of(Relations relations) {
            return new Names(relations, Map.of(), Map.of());
        }

        Names with(String name, Common table) {
            Map<String, Common> more = new HashMap<>(common);
            more.put(name, table);
            return new Names(relations, more, expressions);
        }

        Names with(List<Expression.Aliased> further) {
            Map<String, Expression> more = new LinkedHashMap<>(expressions);
            further.forEach(e -> more.put(e.alias(), e.expression()));
            return new Names(relations, common, more);
        }
    }

    /**
     * The chain of a query.
     *
     * @throws io.pipit.core.error.PipitException {@code UNSUPPORTED_SQL}, with the place and the reason why a new row may change any
     *     result
     */
    public KeyChain read(Query query, Relations relations) {
        SetQuery body = ((ParsedQuery) query).body();
        Derivation result = query(body, Names.of(relations));
        Set<Integer> pick = new TreeSet<>();
        List<List<Expression>> stages = new ArrayList<>();
        for (Stage stage : result.stages()) {
            List<Expression> keys = new ArrayList<>();
            for (Origin key : stage.keys()) {
                // Two picks may come from two rows: then no one row need have both values.
                if (pick.isEmpty() || pick.containsAll(key.picks())) {
                    pick.addAll(key.picks());
                    keys.add(key.expression());
                }
            }
            if (keys.isEmpty()) {
                throw refused(
                        stage.position(),
                        "the keys of this " + stage.clause() + " and of an earlier one may come from different rows");
            }
            stages.add(keys);
        }
        Map<String, Expression> columns = new LinkedHashMap<>();
        result.columns()
                .forEach((name, origin) -> origin.filter(o -> pick.containsAll(o.picks()))
                        .ifPresent(o -> columns.put(name, o.expression())));
        return new KeyChain(result.source(), Coarsest.of(stages), columns);
    }

    static RuntimeException refused(SourcePosition where, String reason) {
        return SqlErrors.unsupported(where, reason);
    }

    private Derivation query(SetQuery query, Names names) {
        if (query.operands().size() > 1) {
            throw refused(query.position(), query.kind().text().replace('_', ' ') + " connects several queries");
        }
        SetOperand only = query.operands().get(0);
        return only instanceof SetQuery inner ? query(inner, names) : select((Select) only, names);
    }

    private Derivation select(Select select, Names outer) {
        Names names = outer;
        if (!select.with().isEmpty()) {
            if (select.with().recursive()) {
                throw refused(select.position(), "WITH RECURSIVE goes on until nothing is left");
            }
            for (With.CommonTable table : select.with().tables()) {
                if (!table.columns().isEmpty()) {
                    throw refused(table.query().position(), "the columns of a WITH query are given other names");
                }
                names = names.with(table.name(), new Common(table.query(), names));
            }
            names = names.with(select.with().expressions());
        }
        From from =
                select.from().orElseThrow(() -> refused(select.position(), "there is no table after FROM to follow"));
        return new SelectStages(select, outer.expressions(), aggregates, this::alwaysThere, () -> ++picks)
                .of(from(from, names), qualifier(from));
    }

    private static String qualifier(From from) {
        if (from instanceof From.Table table) {
            return table.alias().name().isEmpty() ? table.name() : table.alias().name();
        } else if (from instanceof From.Nested nested) {
            return nested.alias().name();
        }
        return from instanceof From.ArrayJoin join ? qualifier(join.source()) : "";
    }

    private Derivation from(From from, Names names) {
        if (from instanceof From.Table table) {
            plain(table.alias(), table.position());
            if (table.sample().isPresent()) {
                throw refused(table.position(), "SAMPLE takes some of the rows");
            }
            return table(table, names);
        } else if (from instanceof From.Nested nested) {
            plain(nested.alias(), nested.position());
            return query(nested.query(), names);
        } else if (from instanceof From.ArrayJoin join) {
            return unfolded(join, from(join.source(), names));
        } else if (from instanceof From.Join) {
            throw refused(from.position(), "JOIN reads a second relation, whose rows change by themselves");
        }
        throw refused(from.position(), "a table function has no rows that could be followed");
    }

    private static void plain(From.Alias alias, SourcePosition position) {
        if (!alias.columns().isEmpty()) {
            throw refused(position, "an alias gives other names to the columns");
        }
    }

    private Derivation table(From.Table table, Names names) {
        Common common = names.common().get(table.name());
        if (common != null) {
            return query(common.query(), common.names());
        }
        Relation relation = names.relations()
                .find(table.name())
                .orElseThrow(() -> refused(table.position(), "'" + table.name() + "' is not known"));
        if (relation instanceof Relation.Derived derived) {
            return query(((ParsedQuery) derived.query()).body(), Names.of(derived.scope()));
        }
        Optional<TableSpec> spec = tables.apply(table.name());
        if (spec.isEmpty()) {
            throw refused(table.position(), "'" + table.name() + "' is not a data source of the project");
        }
        root = spec.get();
        Map<String, Optional<Origin>> columns = new LinkedHashMap<>();
        for (Column column : root.columns()) {
            boolean ofOneRow = !folding(root) || sortedBy(root, column);
            columns.put(column.name(), ofOneRow ? Optional.of(Origin.of(name(column.name()))) : Optional.empty());
        }
        return new Derivation(table.name(), columns, merging(root, table.position()));
    }

    private static boolean folding(TableSpec table) {
        return table.engine().kind() == EngineClause.Kind.AGGREGATING
                || table.engine().kind() == EngineClause.Kind.SUMMING;
    }

    private static boolean sortedBy(TableSpec table, Column column) {
        return table.sortingKey().stream().anyMatch(key -> key.column().equals(column.name()));
    }

    /** A table that merges rows shows one for each sorting key. */
    private static List<Stage> merging(TableSpec table, SourcePosition position) {
        return switch (table.engine().kind()) {
            case MERGE_TREE -> List.of();
            case NULL -> throw refused(position, "'" + table.name() + "' has the engine Null and keeps no rows");
            case REPLACING, AGGREGATING, SUMMING -> {
                List<Origin> keys = table.sortingKey().stream()
                        .filter(key -> !key.column().isEmpty())
                        .map(key -> Origin.of(name(key.column())))
                        .toList();
                if (keys.isEmpty()) {
                    throw refused(position, "no plain column is in the sorting key of '" + table.name() + "'");
                }
                yield List.of(new Stage("merge of '" + table.name() + "'", keys, position));
            }
        };
    }

    private static Name name(String column) {
        return new Name(List.of(column), Tracer.NOWHERE);
    }

    private boolean alwaysThere(String column) {
        return root.column(column).filter(c -> !c.type().nullable()).isPresent();
    }

    /** One row for each member of arrays: what comes from the arrays is no expression of the row. */
    private static Derivation unfolded(From.ArrayJoin join, Derivation source) {
        Map<String, Optional<Origin>> columns = new LinkedHashMap<>(source.columns());
        for (Expression array : join.arrays()) {
            if (array instanceof Expression.Aliased aliased) {
                columns.put(aliased.alias(), Optional.empty());
            } else if (array instanceof Name name) {
                String column = name.parts().get(name.parts().size() - 1);
                columns.replaceAll((known, origin) ->
                        known.equals(column) || known.equals(name.text()) || known.startsWith(name.text() + ".")
                                ? Optional.empty()
                                : origin);
            }
        }
        return source.with(columns);
    }
}
