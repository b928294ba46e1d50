package io.pipit.core.sql;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.Identity;
import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.WantedColumns;
import io.pipit.core.block.type.DataType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The merge rule of each engine clause as the engine's text (contract C4). The rules depend on the rows alone, not on their
 * order, so lake and fresh rows, a block and a compaction merge alike.
 */
public final class MergeSql {
    private final StateMerge states = new StateMerge();

    /**
     * Rows of one table, merged.
     *
     * @param rows a parenthesised SELECT of hidden columns and columns, of lake and fresh rows together
     * @param keepHidden whether the result carries the hidden columns; rows that a ReplacingMergeTree marks as deleted are
     *     then kept too, since they still hide older rows elsewhere
     * @return a parenthesised SELECT of the table's columns
     */
    public String merged(TableSpec table, String rows, boolean keepHidden) {
        return switch (table.engine().kind()) {
            case MERGE_TREE, NULL -> unmerged(table, rows, keepHidden);
            case REPLACING -> replacing(table, rows, keepHidden);
            case AGGREGATING, SUMMING -> grouped(table, rows, keepHidden, List.of());
        };
    }

    /**
     * Rows of one table as a query reads them: merged, unless its engine clause or the query makes that needless.
     *
     * @param mergeFree whether the query merges by itself, see {@code TranslatedQuery.mergeFree}; the rows have the hidden columns then
     */
    public String read(TableSpec table, String rows, boolean mergeFree) {
        return mergeFree ? unmerged(table, rows, true) : merged(table, rows, false);
    }

    /**
     * The same with as few columns as it takes to have those that are wanted.
     *
     * @param mergeFree as above
     * @param wanted the hidden columns among them only where the query merges by itself
     * @return a parenthesised SELECT of at least the wanted columns
     */
    public String read(TableSpec table, TableRows rows, boolean mergeFree, WantedColumns wanted) {
        if (wanted.all()) {
            return read(table, rows.selectAll(), mergeFree);
        }
        EngineClause.Kind kind = table.engine().kind();
        if (mergeFree || kind == EngineClause.Kind.MERGE_TREE || kind == EngineClause.Kind.NULL) {
            return rows.select(wanted);
        }
        TableSpec narrow = narrow(table, wanted);
        return merged(narrow, rows.select(needed(narrow, table)), false);
    }

    /** The table with the wanted columns only, of which there is at least one. */
    private static TableSpec narrow(TableSpec table, WantedColumns wanted) {
        List<Column> columns =
                table.columns().stream().filter(c -> wanted.has(c.name())).toList();
        return table.with(columns.isEmpty() ? table.columns().subList(0, 1) : columns, table.forwards());
    }

    /** What merging the rows of the narrow table looks at; all where the sorting key is computed from columns that it does not name. */
    private WantedColumns needed(TableSpec narrow, TableSpec table) {
        if (table.sortingKey().stream().anyMatch(key -> key.column().isEmpty())) {
            return WantedColumns.ALL;
        }
        EngineClause engine = table.engine();
        Set<String> names = new LinkedHashSet<>();
        if (engine.kind() == EngineClause.Kind.REPLACING || keptIdentity(narrow) != StateMerge.Kept.ANY) {
            Identity.COLUMNS.forEach(c -> names.add(c.name()));
        }
        names.addAll(keyColumns(table));
        Stream.of(engine.versionColumn(), engine.deletedColumn())
                .filter(name -> !name.isEmpty())
                .forEach(names::add);
        narrow.columns().forEach(c -> names.add(c.name()));
        return WantedColumns.of(names);
    }

    /** The same rows without merging: all of them. */
    public String unmerged(TableSpec table, String rows, boolean keepHidden) {
        return "(SELECT " + String.join(", ", names(table, keepHidden)) + " FROM " + rows + ")";
    }

    /**
     * Rows of one table, folded for good: fewer rows which every later merge, with whatever rows come, takes for the same. Rows that
     * mark a deletion stay, since they hide older rows elsewhere.
     *
     * <p>A row that stands for many has one identity. Where some columns need that of the first and others that of the last row,
     * nothing is folded.
     *
     * @param rows a parenthesised SELECT of hidden columns and columns
     * @return a parenthesised SELECT of hidden columns and columns
     */
    public String folded(TableSpec table, String rows) {
        return switch (table.engine().kind()) {
            case MERGE_TREE, NULL -> unmerged(table, rows, true);
            case REPLACING -> replacing(table, rows, true);
            case AGGREGATING, SUMMING ->
                keptIdentity(table) == StateMerge.Kept.EACH
                        ? unmerged(table, rows, true)
                        : grouped(table, rows, true, missing(table));
        };
    }

    /** Whether {@link #folded} makes fewer rows of rows of one sorting key. */
    public boolean folds(TableSpec table) {
        return switch (table.engine().kind()) {
            case MERGE_TREE, NULL -> false;
            case REPLACING -> true;
            case AGGREGATING, SUMMING -> keptIdentity(table) != StateMerge.Kept.EACH;
        };
    }

    /** Whether rows of one sorting key give the same in whatever order they are merged, and whosever identity is kept. */
    public boolean anyOrder(TableSpec table) {
        return switch (table.engine().kind()) {
            case MERGE_TREE, NULL, REPLACING -> false;
            case AGGREGATING, SUMMING -> keptIdentity(table) == StateMerge.Kept.ANY;
        };
    }

    private String replacing(TableSpec table, String rows, boolean keepHidden) {
        EngineClause engine = table.engine();
        String partition = table.sortingKey().isEmpty() ? "" : "PARTITION BY " + keys(table) + " ";
        String version =
                engine.versionColumn().isEmpty() ? "" : SqlNames.quoted(engine.versionColumn()) + " DESC NULLS LAST, ";
        String alive = engine.deletedColumn().isEmpty() || keepHidden
                ? ""
                : " AND " + SqlNames.quoted(engine.deletedColumn()) + " = 0";
        return "(SELECT " + String.join(", ", names(table, keepHidden)) + " FROM (SELECT *, row_number() OVER ("
                + partition + "ORDER BY " + version
                + "_at DESC, _feed DESC, _part DESC, _off DESC, _row DESC) AS _rank FROM " + rows
                + ") WHERE _rank = 1" + alive + ")";
    }

    private String grouped(TableSpec table, String rows, boolean keepHidden, List<String> further) {
        Set<String> keyColumns = keyColumns(table);
        List<String> out = new ArrayList<>();
        if (keepHidden) {
            boolean last = keptIdentity(table) == StateMerge.Kept.LAST;
            Identity.COLUMNS.forEach(c ->
                    out.add((last ? states.last("r." + c.name()) : states.first("r." + c.name())) + " AS " + c.name()));
        }
        for (Column column : table.columns()) {
            String name = SqlNames.quoted(column.name());
            String value = keyColumns.contains(column.name()) ? "r." + name : value(table, column, "r." + name);
            out.add(value + " AS " + name);
        }
        List<String> keys = new ArrayList<>(
                table.sortingKey().stream().map(SortKey::engineSql).toList());
        keys.addAll(further);
        String groupBy = keys.isEmpty() ? "HAVING count(*) > 0" : "GROUP BY " + String.join(", ", keys);
        return "(SELECT " + String.join(", ", out) + " FROM " + rows + " AS r " + groupBy + ")";
    }

    /** Of which row the identity must stay, so that columns which look at it give the same after a fold. */
    private StateMerge.Kept keptIdentity(TableSpec table) {
        return folded(table).map(column -> kept(table, column)).reduce(StateMerge.Kept.ANY, StateMerge.Kept::with);
    }

    /**
     * The first value is that of the first row which has one. So that the identity of a folded row is that of its values, only rows
     * are folded which lack the same ones.
     */
    private List<String> missing(TableSpec table) {
        return folded(table)
                .filter(column -> kept(table, column) != StateMerge.Kept.ANY)
                .map(column -> "r." + SqlNames.quoted(column.name()) + " IS NULL")
                .toList();
    }

    private StateMerge.Kept kept(TableSpec table, Column column) {
        return states.kept(value(table, column, "x"), "x");
    }

    private static Stream<Column> folded(TableSpec table) {
        Set<String> keyColumns = keyColumns(table);
        return table.columns().stream().filter(column -> !keyColumns.contains(column.name()));
    }

    private static Set<String> keyColumns(TableSpec table) {
        return table.sortingKey().stream()
                .map(SortKey::column)
                .filter(c -> !c.isEmpty())
                .collect(Collectors.toSet());
    }

    private String value(TableSpec table, Column column, String text) {
        boolean state = column.type() instanceof DataType.AggregateFunctionType
                || column.type() instanceof DataType.SimpleAggregateFunctionType;
        if (!state && table.engine().kind() == EngineClause.Kind.SUMMING && summed(table, column)) {
            return states.sum(column.type(), text);
        }
        return states.merged(column.type(), text);
    }

    private static boolean summed(TableSpec table, Column column) {
        List<String> named = table.engine().summingColumns();
        if (!named.isEmpty()) {
            return named.contains(column.name());
        }
        DataType bare = column.type().bare();
        return bare instanceof DataType.IntType
                || bare instanceof DataType.FloatType
                || bare instanceof DataType.DecimalType;
    }

    private static String keys(TableSpec table) {
        return table.sortingKey().stream().map(SortKey::engineSql).collect(Collectors.joining(", "));
    }

    private static List<String> names(TableSpec table, boolean keepHidden) {
        Stream<String> hidden = keepHidden ? Identity.COLUMNS.stream().map(Identity.HiddenColumn::name) : Stream.of();
        return Stream.concat(hidden, table.columns().stream().map(c -> SqlNames.quoted(c.name())))
                .toList();
    }
}
