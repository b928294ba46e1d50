package io.pipit.serving;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.type.TypeParser;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.ViewPlan;
import io.pipit.core.sql.OutputColumn;
import io.pipit.core.sql.TranslatedQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A plan and queries written by hand in the engine's SQL. */
final class Handmade {
    private static final EngineClause REPLACING =
            new EngineClause(EngineClause.Kind.REPLACING, "version", "", List.of());
    private static final EngineClause AGGREGATING = new EngineClause(EngineClause.Kind.AGGREGATING, "", "", List.of());

    private final Map<String, TableSpec> tables = new LinkedHashMap<>();
    private final List<ViewPlan> views = new ArrayList<>();

    /** Events, their sums by kind, and the last value of each kind. */
    static Handmade project() {
        return new Handmade()
                .table("events", EngineClause.MERGE_TREE, "kind", "String", "value", "Int64")
                .table("events_quarantine", EngineClause.MERGE_TREE, "c__raw", "String")
                .table(
                        "by_kind",
                        AGGREGATING,
                        "kind",
                        "String",
                        "hits",
                        "AggregateFunction(count)",
                        "total",
                        "AggregateFunction(sum, Int64)")
                .table("latest", REPLACING, "kind", "String", "value", "Int64", "version", "Int64")
                .view(
                        "by_kind",
                        "SELECT _part, _off, min(_row), any_value(_at), kind, count(*), sum(value) FROM $ GROUP BY _part, _off,"
                                + " kind",
                        "kind",
                        "hits",
                        "total")
                .view("latest", "SELECT _part, _off, _row, _at, kind, value, value FROM $", "kind", "value", "version");
    }

    Handmade table(String name, EngineClause engine, String... namesAndTypes) {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            columns.add(new Column(namesAndTypes[i], TypeParser.parse(namesAndTypes[i + 1])));
        }
        String key = namesAndTypes[0];
        tables.put(
                name,
                new TableSpec(
                        name, columns, engine, List.of(new SortKey(key, '"' + key + '"', key)), PartitionKey.NONE));
        return this;
    }

    /** A view of the events that runs all blocks together; the text reads {@code $} and leads with the identity. */
    Handmade view(String target, String sql, String... columns) {
        List<OutputColumn> outputs = new ArrayList<>();
        for (String column : columns) {
            outputs.add(new OutputColumn(
                    column, tables.get(target).column(column).orElseThrow().type()));
        }
        List<String> pieces = List.of(sql.split("\\$", -1));
        TranslatedQuery query = new TranslatedQuery(
                pieces, Collections.nCopies(pieces.size() - 1, "events"), outputs, Set.of("events"), true, Set.of());
        views.add(new ViewPlan("view:mv." + target, "mv", target, "events", "events", target, query, List.of(columns)));
        return this;
    }

    /** Without a view, as before it was written. */
    Handmade without(String target) {
        views.removeIf(v -> v.target().equals(target));
        return this;
    }

    Plan plan() {
        return new Plan(
                ProjectFiles.of(Map.of()),
                new HashMap<>(tables),
                Set.of("events"),
                views,
                Map.of(),
                Map.of(),
                List.of());
    }

    /** A query over {@code {table}} places; columns are names and types by turns. */
    static TranslatedQuery query(String sql, String... namesAndTypes) {
        List<String> pieces = new ArrayList<>();
        List<String> slots = new ArrayList<>();
        int from = 0;
        for (int open = sql.indexOf('{'); open >= 0; open = sql.indexOf('{', from)) {
            int end = sql.indexOf('}', open);
            pieces.add(sql.substring(from, open));
            slots.add(sql.substring(open + 1, end));
            from = end + 1;
        }
        pieces.add(sql.substring(from));
        List<OutputColumn> columns = new ArrayList<>();
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            columns.add(new OutputColumn(namesAndTypes[i], TypeParser.parse(namesAndTypes[i + 1])));
        }
        return new TranslatedQuery(pieces, slots, columns, new TreeSet<>(slots), false, Set.of());
    }
}
