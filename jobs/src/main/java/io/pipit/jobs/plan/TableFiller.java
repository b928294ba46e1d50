package io.pipit.jobs.plan;

import io.pipit.batch.BatchTask;
import io.pipit.batch.EngineBounds;
import io.pipit.batch.populate.Fill;
import io.pipit.batch.populate.LateRows;
import io.pipit.batch.populate.PopulateJob;
import io.pipit.batch.populate.PopulateSpec;
import io.pipit.core.block.EngineClause;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.TableState;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import io.pipit.jobs.flink.FlinkCluster;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import org.apache.flink.api.common.JobID;

/** Fills tables of the lake by batch jobs while everything else goes on. */
public final class TableFiller {
    private static final String TAG = "fill-";
    private static final int MOST_PARTS = 64;
    /** So many times the rows that are worth a job are worth several tasks: each of them starts an engine and compiles the project. */
    private static final long ROWS_DIVIDED = 5;

    private final FlinkCluster cluster;
    private final LakeConfig lakeConfig;
    private final Lake lake;
    private final EngineBounds engine;
    private final long fromRows;
    private final FillWatch watch;
    private final IntSupplier slots;
    private volatile JobID running;
    private volatile boolean stopping;
    private final AtomicReference<FillProgress> progress = new AtomicReference<>();

    /**
     * On a cluster.
     *
     * @param lakeConfig how the jobs open the lake
     * @param fromRows tables with fewer rows are rather derived from their logs, which takes no job
     * @param watch hears of what is filled
     */
    public TableFiller(
            FlinkCluster cluster,
            LakeConfig lakeConfig,
            Lake lake,
            EngineBounds engine,
            long fromRows,
            FillWatch watch) {
        this(cluster, lakeConfig, lake, engine, fromRows, watch, cluster::freeSlots);
    }

    /** The same, where the work is divided among so many slots. */
    public TableFiller(
            FlinkCluster cluster,
            LakeConfig lakeConfig,
            Lake lake,
            EngineBounds engine,
            long fromRows,
            FillWatch watch,
            IntSupplier slots) {
        this.cluster = cluster;
        this.lakeConfig = lakeConfig;
        this.lake = lake;
        this.engine = engine;
        this.fromRows = fromRows;
        this.watch = watch;
        this.slots = slots;
    }

    /** Ends the job that fills now, if there is one: {@link #fill} throws. */
    void stop() {
        stopping = true;
        JobID job = running;
        if (job != null) {
            cluster.cancel(job);
        }
    }

    /** How far the job is that fills now, if there is one. */
    Optional<FillProgress> progress() {
        return Optional.ofNullable(progress.get());
    }

    /** Whether rows of this table are worth a job. */
    boolean worth(TableState table) {
        return table.rows() >= fromRows;
    }

    /** The snapshots that a filling read, and how many rows it wrote. */
    record Filled(String run, Map<String, Long> snapshots, long rows) {}

    /**
     * Fills, and returns when it is done.
     *
     * @param wanted throws when it is not wanted any more; asked for the last time when {@link #stop} finds the job
     * @throws PipitException why it failed; what was filled into tables that nobody reads yet is of no use then
     */
    Filled fill(Plan plan, List<Fill> fills, Runnable wanted) {
        stopping = false;
        wanted.run();
        FillWatch.Filling told = watch.begins(pipes(plan, fills));
        try {
            Filled filled = work(plan, fills, wanted);
            told.filled(rowsByTable(fills, filled.run()));
            return filled;
        } catch (RuntimeException e) {
            if (stopping) {
                told.stopped();
            } else {
                told.failed(e);
            }
            throw e;
        }
    }

    private Filled work(Plan plan, List<Fill> fills, Runnable wanted) {
        String run = UUID.randomUUID().toString();
        Map<String, Long> snapshots = pin(plan, fills, run);
        try {
            PopulateSpec spec = new PopulateSpec(
                    run, plan.files(), lakeConfig, fills, snapshots, engine, parts(snapshots.keySet()));
            long rows = rows(snapshots);
            progress.set(new FillProgress(run, rows, 0));
            JobID job = cluster.submit(PopulateJob.graph(spec));
            running = job;
            endUnlessWanted(job, wanted);
            Map<String, Object> end = cluster.await(
                    job,
                    BatchTask.SHARES,
                    shares -> told(new FillProgress(run, rows, PopulateJob.percent(spec, shares))));
            return new Filled(run, snapshots, PopulateJob.rows(end));
        } finally {
            running = null;
            progress.set(null);
            snapshots.keySet().forEach(table -> lake.find(table).ifPresent(t -> t.untag(TAG + run)));
        }
    }

    private void endUnlessWanted(JobID job, Runnable wanted) {
        try {
            wanted.run();
        } catch (RuntimeException e) {
            cluster.cancel(job);
            throw e;
        }
    }

    private static SortedMap<String, String> pipes(Plan plan, List<Fill> fills) {
        SortedMap<String, String> pipes = new TreeMap<>();
        for (Fill fill : fills) {
            String pipe = plan.views().stream()
                    .filter(view -> view.feed().equals(fill.feed()))
                    .map(ViewPlan::pipe)
                    .findFirst()
                    .orElse("");
            pipes.merge(fill.table(), pipe, (a, b) -> a.isEmpty() ? b : a);
        }
        return pipes;
    }

    /** What is in the tables beside those that are live, and what is to come into these. */
    private Map<String, Long> rowsByTable(List<Fill> fills, String run) {
        Map<String, Long> rows = new HashMap<>();
        for (Fill fill : fills) {
            lake.find(fill.into()).ifPresent(into -> {
                if (fill.late()) {
                    long late = LateRows.find(into, run, fill.feed()).stream()
                            .flatMap(found -> found.files().stream())
                            .mapToLong(LakeFile::rows)
                            .sum();
                    rows.merge(fill.table(), late, Long::sum);
                } else {
                    rows.put(fill.table(), into.refresh().rows());
                }
            });
        }
        return rows;
    }

    /** What comes late is not of the filling that goes on now. */
    private void told(FillProgress now) {
        progress.updateAndGet(last -> last != null && last.run().equals(now.run()) ? now : last);
    }

    /** Of all tables that are read. */
    private long rows(Map<String, Long> snapshots) {
        return snapshots.entrySet().stream()
                .flatMap(e -> lake.find(e.getKey()).flatMap(table -> table.at(e.getValue())).stream())
                .mapToLong(TableState::rows)
                .sum();
    }

    /** As many as there are free slots, where that is worth it. */
    private int parts(Set<String> tables) {
        long rows = tables.stream()
                .flatMap(table -> lake.find(table).stream())
                .mapToLong(table -> table.refresh().rows())
                .max()
                .orElse(0);
        return rows / ROWS_DIVIDED >= fromRows ? Math.min(slots.getAsInt(), MOST_PARTS) : 1;
    }

    private Map<String, Long> pin(Plan plan, List<Fill> fills, String run) {
        Map<String, Long> snapshots = new HashMap<>();
        for (String name : read(plan, fills)) {
            LakeTable table = lake.find(name)
                    .orElseThrow(() -> new PipitException(
                            ErrorCode.NOT_READY, "The lake has no table '" + name + "' yet. Try again in a moment."));
            // Tags of a process that died hold files for nothing.
            table.tagged().keySet().stream().filter(t -> t.startsWith(TAG)).forEach(table::untag);
            long snapshot = table.refresh().snapshotId();
            if (snapshot >= 0) {
                table.tag(TAG + run, snapshot);
            }
            snapshots.put(name, snapshot);
        }
        return snapshots;
    }

    private static SortedSet<String> read(Plan plan, List<Fill> fills) {
        SortedSet<String> tables = new TreeSet<>();
        for (Fill fill : fills) {
            if (fill.feed().isEmpty()) {
                tables.add(fill.table());
            }
            plan.views().stream().filter(v -> v.feed().equals(fill.feed())).forEach(v -> reads(plan, v, tables));
        }
        return tables;
    }

    private static void reads(Plan plan, ViewPlan view, SortedSet<String> tables) {
        tables.add(view.root());
        if (plan.table(view.source()).orElseThrow().engine().kind() != EngineClause.Kind.NULL) {
            tables.add(view.source()); // for what copies have written there
        }
        tables.addAll(view.joined());
        plan.views().stream()
                .filter(writer -> writer.target().equals(view.source()))
                .forEach(writer -> reads(plan, writer, tables));
    }
}
