package io.pipit.speed.materialize;

import io.pipit.core.block.Block;
import io.pipit.core.block.BlockHeader;
import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.LogPartition;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.type.TypeParser;
import io.pipit.core.log.StoredBlock;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.ViewPlan;
import io.pipit.core.sql.OutputColumn;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.speed.SpeedPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A plan written by hand in the engine's SQL: tests of running views need no compiler. */
final class HandmadePlan {
    static final String TOPIC_ID = "topic-of-events";

    private final Map<String, TableSpec> tables = new LinkedHashMap<>();
    private final List<ViewPlan> views = new ArrayList<>();

    HandmadePlan() {
        table("events", EngineClause.MERGE_TREE, "id", "Int64", "kind", "String", "amount", "Int64");
        table("events_quarantine", EngineClause.MERGE_TREE, "c__error", "String");
    }

    HandmadePlan table(String name, EngineClause engine, String... namesAndTypes) {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            columns.add(new Column(namesAndTypes[i], TypeParser.parse(namesAndTypes[i + 1])));
        }
        tables.put(name, new TableSpec(name, columns, engine, List.of(), PartitionKey.NONE));
        return this;
    }

    /** A view that runs all blocks together; the text reads {@code $} and leads with the identity. */
    HandmadePlan keyed(String node, String source, String target, String sql, String... columns) {
        return view(node, source, target, sql, true, columns);
    }

    /** A view that can only run block by block. */
    HandmadePlan plain(String node, String source, String target, String sql, String... columns) {
        return view(node, source, target, sql, false, columns);
    }

    private HandmadePlan view(String node, String source, String target, String sql, boolean keyed, String... columns) {
        List<String> pieces = List.of(sql.split("\\$", -1));
        List<OutputColumn> outputs = new ArrayList<>();
        for (String column : columns) {
            outputs.add(new OutputColumn(
                    column, tables.get(target).column(column).orElseThrow().type()));
        }
        TranslatedQuery query = new TranslatedQuery(
                pieces,
                java.util.Collections.nCopies(pieces.size() - 1, source),
                outputs,
                Set.of(source),
                keyed,
                Set.of());
        views.add(new ViewPlan("view:p." + node, "p", node, source, "events", target, query, List.of(columns)));
        return this;
    }

    SpeedPlan plan() {
        return new SpeedPlan(
                new Plan(ProjectFiles.of(Map.of()), tables, Set.of("events"), views, Map.of(), Map.of(), List.of()));
    }

    /** A block of the rows of a query that yields id, kind and amount. */
    static StoredBlock block(EngineSession session, int partition, long offset, String sql) {
        byte[] rows = session.queryIpc(sql);
        BlockHeader header = new BlockHeader("events", 1, 1_000_000 + offset, 1, 0, "", 0);
        return new StoredBlock(new LogPartition(TOPIC_ID, partition), offset, new Block(header, rows, new byte[0]));
    }
}
