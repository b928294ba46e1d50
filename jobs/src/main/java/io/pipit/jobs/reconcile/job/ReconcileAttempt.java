package io.pipit.jobs.reconcile.job;

import io.pipit.batch.EngineBounds;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.project.Plan;
import io.pipit.core.project.reconcile.ReconcileFiles;
import io.pipit.jobs.copy.Edge;
import io.pipit.jobs.copy.EdgeFinder;
import io.pipit.jobs.flink.FlinkCluster;
import io.pipit.jobs.reconcile.ReconcileRequest;
import io.pipit.jobs.reconcile.compare.Range;
import io.pipit.jobs.reconcile.job.ReconcileJobSpec.Doubtful;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One comparison on a cluster, which changes nothing:
 *
 * <pre>
 *   edge       all that is accepted now is in the lake
 *   job        the database, as it is now, with the snapshot of the edge
 *   edge, job  where something seems to be missing or different: these ids once more. What came to both between edge and job is no finding
 * </pre>
 */
public final class ReconcileAttempt {
    private final FlinkCluster cluster;
    private final LakeConfig lake;
    private final EdgeFinder edges;
    private final EngineBounds engine;

    /** On a cluster; {@code lake} is how the jobs open the lake. */
    public ReconcileAttempt(FlinkCluster cluster, LakeConfig lake, EdgeFinder edges, EngineBounds engine) {
        this.cluster = cluster;
        this.lake = lake;
        this.edges = edges;
        this.engine = engine;
    }

    /**
     * Compares.
     *
     * @param repairs when runs have put rows in, as far as that is known
     * @throws PipitException {@code UNKNOWN_RESOURCE}, {@code INVALID_PARAMETER}, or what the database or the cluster refuses
     */
    public ReconcileOutcome compare(ReconcileRequest request, Plan plan, List<Range> repairs) {
        String table = ReconcileFiles.of(plan).find(request.checked().name()).dataSource();
        ReconcileOutcome found =
                ReconcileJob.outcome(cluster.run(ReconcileJob.graph(spec(request, plan, table, repairs, null))));
        Doubtful doubtful = found.doubtful();
        return doubtful.isEmpty()
                ? found
                : found.seenAgain(ReconcileJob.still(
                        cluster.run(ReconcileJob.graph(spec(request, plan, table, repairs, doubtful)))));
    }

    private ReconcileJobSpec spec(
            ReconcileRequest request, Plan plan, String table, List<Range> repairs, Doubtful again) {
        Edge edge = edges.find(plan, new TreeSet<>(Set.of(table)));
        return new ReconcileJobSpec(
                plan.files(),
                lake,
                request,
                edge.snapshots().get(table),
                edge.position().toText(),
                repairs,
                again,
                engine);
    }
}
