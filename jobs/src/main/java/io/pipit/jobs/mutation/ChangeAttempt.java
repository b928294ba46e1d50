package io.pipit.jobs.mutation;

import io.pipit.batch.EngineBounds;
import io.pipit.batch.mutate.Cascade;
import io.pipit.batch.mutate.MutateJob;
import io.pipit.batch.mutate.MutateSpec;
import io.pipit.batch.mutate.MutateWork;
import io.pipit.batch.mutate.SetAsideReplay;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.project.Plan;
import io.pipit.jobs.copy.Edge;
import io.pipit.jobs.copy.EdgeFinder;
import io.pipit.jobs.flink.FlinkCluster;
import io.pipit.jobs.mutation.RowChange.Kind;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** One try of a change: edge, job. The table has all of it or nothing, and has it once, since the commit goes by the change's id. */
public final class ChangeAttempt {
    /** The rows that go where some only come. */
    private static final String NOTHING = "0";

    private final FlinkCluster cluster;
    private final LakeConfig lake;
    private final EdgeFinder edges;
    private final EngineBounds engine;

    /** Tries on a cluster; {@code lake} is how the jobs open the lake. */
    public ChangeAttempt(FlinkCluster cluster, LakeConfig lake, EdgeFinder edges, EngineBounds engine) {
        this.cluster = cluster;
        this.lake = lake;
        this.edges = edges;
        this.engine = engine;
    }

    /** What a try did. */
    record Done(MutateWork.Outcome outcome, Edge edge) {}

    /** Compares the targets of a table's views with it; how many rows of each differ. */
    SortedMap<String, Long> views(RowChange change, Plan plan) {
        endLeftover(change.id());
        Edge edge = edges.find(plan, Cascade.tables(plan, change.table()));
        if (edge.snapshots().get(change.table()) < 0) {
            return new TreeMap<>();
        }
        MutateSpec.Action action = change.views() == MutateSpec.Views.FOLLOW
                ? MutateSpec.Action.REPAIR_VIEWS
                : MutateSpec.Action.CHECK_VIEWS;
        MutateSpec.Change rows = new MutateSpec.Change(change.id(), change.table(), change.condition(), List.of());
        return MutateJob.views(cluster.run(MutateJob.graph(spec(rows, change.views(), plan, action, edge))));
    }

    /** Runs views again on the blocks of a table that were set aside for them. */
    SetAsideReplay.Outcome setAside(RowChange change, Plan plan) {
        endLeftover(change.id());
        Edge edge = edges.find(plan, Cascade.tables(plan, change.table()));
        if (edge.snapshots().get(change.table()) < 0) {
            return new SetAsideReplay.Outcome(0, 0, 0);
        }
        MutateSpec.Change all = new MutateSpec.Change(change.id(), change.table(), "", List.of());
        return MutateJob.blocks(cluster.run(
                MutateJob.graph(spec(all, MutateSpec.Views.KEEP, plan, MutateSpec.Action.RUN_SET_ASIDE, edge))));
    }

    private MutateSpec spec(
            MutateSpec.Change change, MutateSpec.Views views, Plan plan, MutateSpec.Action action, Edge edge) {
        return new MutateSpec(
                plan.files(),
                lake,
                change,
                views,
                edge.snapshots(),
                edge.position().toText(),
                action,
                engine);
    }

    Done change(RowChange change, Plan plan) {
        endLeftover(change.id());
        RowChange.StagedRows staged = change.source().staged();
        return run(
                new MutateSpec.Change(
                        change.id(),
                        change.table(),
                        change.kind() == Kind.APPEND ? NOTHING : change.condition(),
                        staged == null ? List.of() : staged.files(),
                        change.source().snapshot(),
                        change.source().replay() == null
                                ? ""
                                : change.source().replay().sent()),
                change.views() == MutateSpec.Views.FOLLOW ? MutateSpec.Views.FOLLOW : MutateSpec.Views.KEEP,
                plan,
                MutateSpec.Action.CHANGE);
    }

    /**
     * Deletes rows, and returns how many.
     *
     * @param id names the deletion for ever: who tries again goes on with it
     * @param condition of the dialect
     */
    public long delete(String id, String table, String condition, MutateSpec.Views views, Plan plan) {
        return run(new MutateSpec.Change(id, table, condition, List.of()), views, plan, MutateSpec.Action.CHANGE)
                .outcome()
                .removed();
    }

    /** Everything that a table holds is in the lake up to there. */
    Edge edge(String table, Plan plan) {
        return edges.find(plan, new TreeSet<>(Set.of(table)));
    }

    long count(String table, String condition, Plan plan) {
        String id = "count-" + UUID.randomUUID();
        return run(
                        new MutateSpec.Change(id, table, condition, List.of()),
                        MutateSpec.Views.KEEP,
                        plan,
                        MutateSpec.Action.COUNT)
                .outcome()
                .removed();
    }

    private Done run(MutateSpec.Change change, MutateSpec.Views views, Plan plan, MutateSpec.Action action) {
        Edge edge = edges.find(
                plan,
                views == MutateSpec.Views.FOLLOW
                        ? Cascade.tables(plan, change.table())
                        : new TreeSet<>(Set.of(change.table())));
        long snapshot = edge.snapshots().get(change.table());
        if (snapshot < 0 && change.add().isEmpty() && change.restore() == MutateSpec.Change.NO_SNAPSHOT) {
            return new Done(new MutateWork.Outcome(0, 0, false), edge);
        }
        return new Done(MutateJob.outcome(cluster.run(MutateJob.graph(spec(change, views, plan, action, edge)))), edge);
    }

    /** Ends the job of an earlier try that may still run, be it of this process or of one before it. */
    private void endLeftover(String changeId) {
        cluster.jobs().stream()
                .filter(job -> job.name().equals(MutateJob.name(changeId)))
                .filter(job -> !job.status().isGloballyTerminalState())
                .forEach(job -> cluster.cancel(job.id()));
    }
}
