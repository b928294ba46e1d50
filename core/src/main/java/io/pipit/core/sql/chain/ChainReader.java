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
import java.util.function.Function;
import java.util.function.Predicate;

/** Finds the keys of a chain of queries. Made for one query. */
public final class ChainReader {
    private final Predicate<String> aggregates;
    private final Function<String, Optional<TableSpec>> tables;
    private TableSpec root;
    private int picks;
    private int stages;

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
     * The keys of a query.
     *
     * @throws io.pipit.core.error.PipitException {@code UNSUPPORTED_SQL}, with the place and the reason why a new row may change any
     *     result
     */
    public KeyPaths read(Query query, Relations relations) {
        return PathChooser.of(query(((ParsedQuery) query).body(), Names.of(relations)));
    }

    static RuntimeException refused(SourcePosition where, String reason) {
        return SqlErrors.unsupported(where, reason);
    }

    private Derivation query(SetQuery query, Names names) {
        if (query.operands().size() == 1) {
            return operand(query.operands().get(0), names);
        } else if (query.kind() != SetQuery.Kind.UNION_ALL && query.kind() != SetQuery.Kind.UNION_DISTINCT) {
            throw refused(query.position(), query.kind().text() + " compares the rows of several queries");
        }
        // What WITH before the first SELECT names holds for all of them.
        Names inner = within(first(query), names);
        List<Branch> branches = new ArrayList<>();
        String source = "";
        for (SetOperand operand : query.operands()) {
            Derivation part = operand(operand, operand == query.operands().get(0) ? names : inner);
            if (!branches.isEmpty() && !part.source().equals(source)) {
                throw refused(
                        operand.position(),
                        "UNION puts rows of '" + source + "' and '" + part.source()
                                + "' together; it may read one table only");
            }
            source = part.source();
            part.branches()
                    .forEach(branch -> branches.add(branches.isEmpty() ? branch : branch.named(branches.get(0))));
        }
        Derivation all = new Derivation(source, branches);
        return query.kind() == SetQuery.Kind.UNION_ALL ? all : distinct(all, query.position());
    }

    private Derivation operand(SetOperand operand, Names names) {
        return operand instanceof SetQuery inner ? query(inner, names) : select((Select) operand, names);
    }

    private Derivation distinct(Derivation all, SourcePosition position) {
        int number = ++stages;
        List<Branch> branches = new ArrayList<>();
        for (Branch branch : all.branches()) {
            List<Optional<Origin>> keys = branch.order().orElse(List.of()).stream()
                    .map(Branch.Item::origin)
                    .toList();
            branches.add(branch.then(
                    new Branch.Step(number, SelectStages.stage("UNION DISTINCT", keys, "all columns", position))));
        }
        return new Derivation(all.source(), branches);
    }

    /** What names mean after WITH. */
    private static Names within(Select select, Names outer) {
        if (select.with().isEmpty()) {
            return outer;
        } else if (select.with().recursive()) {
            throw refused(select.position(), "WITH RECURSIVE goes on until nothing is left");
        }
        Names names = outer;
        for (With.CommonTable table : select.with().tables()) {
            if (!table.columns().isEmpty()) {
                throw refused(table.query().position(), "the columns of a WITH query are given other names");
            }
            names = names.with(table.name(), new Common(table.query(), names));
        }
        return names.with(select.with().expressions());
    }

    private static Select first(SetOperand operand) {
        return operand instanceof SetQuery query ? first(query.operands().get(0)) : (Select) operand;
    }

    private Derivation select(Select select, Names outer) {
        Names names = within(select, outer);
        From from =
                select.from().orElseThrow(() -> refused(select.position(), "there is no table after FROM to follow"));
        Derivation rows = from(from, names);
        int before = stages;
        List<Branch> branches = new ArrayList<>();
        for (Branch branch : rows.branches()) {
            SelectStages.Result result = new SelectStages(
                            select, outer.expressions(), aggregates, this::alwaysThere, () -> ++picks)
                    .of(branch, qualifier(from));
            Branch made = result.columns();
            for (int i = 0; i < result.stages().size(); i++) {
                // In each branch it is the same grouping.
                made = made.then(new Branch.Step(before + i + 1, result.stages().get(i)));
            }
            stages = before + result.stages().size();
            branches.add(made);
        }
        return new Derivation(rows.source(), branches);
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
        List<Branch.Item> order = new ArrayList<>();
        columns.forEach((name, origin) -> order.add(new Branch.Item(name, origin)));
        Branch branch = new Branch(columns, Optional.of(order), List.of());
        for (Stage stage : merging(root, table.position())) {
            branch = branch.then(new Branch.Step(++stages, stage));
        }
        return new Derivation(table.name(), List.of(branch));
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
                List<Optional<Origin>> keys = table.sortingKey().stream()
                        .filter(key -> !key.column().isEmpty())
                        .map(key -> Optional.of(Origin.of(name(key.column()))))
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
        return new Derivation(
                source.source(),
                source.branches().stream()
                        .map(branch -> branch.with(unfolded(join, branch.columns()), Optional.empty()))
                        .toList());
    }

    private static Map<String, Optional<Origin>> unfolded(From.ArrayJoin join, Map<String, Optional<Origin>> source) {
        Map<String, Optional<Origin>> columns = new LinkedHashMap<>(source);
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
        return columns;
    }
}
