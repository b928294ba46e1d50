package io.pipit.cli.workspace;

import io.pipit.core.block.Block;
import io.pipit.core.block.Feed;
import io.pipit.core.block.LogPartition;
import io.pipit.core.block.QuarantineTable;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.arrow.IpcStream;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.SourceRows;
import io.pipit.core.log.StoredBlock;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import io.pipit.core.sql.MergeSql;
import io.pipit.speed.SpeedPlan;
import io.pipit.speed.materialize.OfflineViews;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tables of a project in one engine; blocks that come in pass the views. Not thread-safe. */
final class LocalTables {
    private final Plan plan;
    private final EngineSession session;
    private final MergeSql merge = new MergeSql();
    private final Map<String, Long> next = new HashMap<>();

    LocalTables(Plan plan, EngineSession session) {
        this.plan = plan;
        this.session = session;
        plan.tables().values().forEach(t -> session.createFromRows(t.name(), false, t, List.of()));
    }

    /**
     * Adds blocks of one data source, and what the views make of them.
     *
     * @return what went wrong in views, for people
     */
    List<String> append(String dataSource, List<Block> blocks) {
        List<StoredBlock> stored = new ArrayList<>();
        for (Block block : blocks) {
            long offset = next.merge(dataSource, 1L, Long::sum) - 1;
            stored.add(new StoredBlock(new LogPartition(dataSource, 0), offset, block));
        }
        insert(dataSource, rows(stored, false));
        if (plan.tables().containsKey(QuarantineTable.nameOf(dataSource))) {
            insert(QuarantineTable.nameOf(dataSource), rows(stored, true));
        }
        OfflineViews.Result made = new OfflineViews(rooted(dataSource), session, this::merged).run(dataSource, stored);
        made.rows().forEach(r -> insert(r.table(), List.of(SourceRows.derived(r.feed(), r.ipc()))));
        return made.failures().stream()
                .map(f -> f.feed() + " failed on " + dataSource + ": " + f.error())
                .toList();
    }

    private void insert(String table, List<SourceRows> rows) {
        TableSpec spec = plan.table(table).orElseThrow();
        if (!rows.isEmpty()) {
            session.insertRows(table, spec, rows);
        }
    }

    /** How a view reads a table beside its source. */
    private String merged(String table) {
        String all = "(SELECT * FROM " + EngineSession.quoted(table) + ")";
        return merge.merged(plan.table(table).orElseThrow(), all, false);
    }

    private static List<SourceRows> rows(List<StoredBlock> blocks, boolean quarantined) {
        List<SourceRows> rows = new ArrayList<>();
        for (StoredBlock stored : blocks) {
            IpcStream ipc = quarantined ? stored.quarantined() : stored.rows();
            if (!ipc.isEmpty()) {
                rows.add(SourceRows.raw(
                        Feed.log(stored.header().dataSource()),
                        0,
                        stored.offset(),
                        stored.header().acceptedAtMicros(),
                        ipc));
            }
        }
        return rows;
    }

    /** The plan in which the views behind a data source start from it, also where others write to it. */
    private SpeedPlan rooted(String dataSource) {
        Set<String> reached = new HashSet<>(Set.of(dataSource));
        List<ViewPlan> views = new ArrayList<>();
        for (ViewPlan view : plan.views()) { // a view comes after those that it reads from
            boolean again = views.stream() // a node that several logs reach is there once for each
                    .anyMatch(v -> v.pipe().equals(view.pipe()) && v.node().equals(view.node()));
            if (reached.contains(view.source()) && !again) {
                reached.add(view.target());
                views.add(new ViewPlan(
                        view.feed(),
                        view.pipe(),
                        view.node(),
                        view.source(),
                        dataSource,
                        view.target(),
                        view.sql(),
                        view.targetColumns()));
            }
        }
        return new SpeedPlan(new Plan(
                plan.files(),
                plan.tables(),
                Set.of(dataSource),
                views,
                plan.copies(),
                plan.endpoints(),
                plan.warnings()));
    }
}
