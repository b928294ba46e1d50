package io.pipit.jobs.mutation;

import io.pipit.batch.EngineBounds;
import io.pipit.batch.mutate.MutateJob;
import io.pipit.batch.mutate.MutateSpec;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.project.Plan;
import io.pipit.core.sql.Dialect;
import io.pipit.jobs.copy.Edge;
import io.pipit.jobs.copy.EdgeFinder;
import io.pipit.jobs.flink.FlinkCluster;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletions of rows, one at a time. What was acknowledged before one began goes, what comes later stays. One that the death of the
 * process interrupts has happened or not, and may be asked for again. Thread-safe.
 */
public final class Deletions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Deletions.class);
    private static final int REMEMBERED = 200;
    private static final int TRIES = 8;
    private static final long REST_MILLIS = 250;

    private final FlinkCluster cluster;
    private final LakeConfig lake;
    private final EdgeFinder edges;
    private final Supplier<Plan> plan;
    private final EngineBounds engine;
    private final Clock clock;
    private final Map<String, Deletion> deletions = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Deletion> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final Map<String, CompletableFuture<Deletion>> open = new LinkedHashMap<>();
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "pipit-delete");
        thread.setDaemon(true);
        return thread;
    });

    /** On a cluster; {@code lake} is how the jobs open the lake. */
    public Deletions(
            FlinkCluster cluster,
            LakeConfig lake,
            EdgeFinder edges,
            Supplier<Plan> plan,
            EngineBounds engine,
            Clock clock) {
        this.cluster = cluster;
        this.lake = lake;
        this.edges = edges;
        this.plan = plan;
        this.engine = engine;
        this.clock = clock;
    }

    /**
     * Accepts a deletion.
     *
     * @param condition of the dialect; the empty text for all rows
     * @throws PipitException {@code UNKNOWN_DATA_SOURCE}, or what is wrong with the condition
     */
    public synchronized Deletion start(String table, String condition) {
        check(table, condition);
        Deletion deletion = Deletion.asked(UUID.randomUUID().toString(), table, condition, clock.millis());
        deletions.put(deletion.id(), deletion);
        open.put(deletion.id(), new CompletableFuture<>());
        worker.execute(() -> work(deletion));
        return deletion;
    }

    /** How many rows, as queries see them, a deletion would take now. Waits for the answer. */
    public long count(String table, String condition) {
        check(table, condition);
        return retried(() -> once(table, condition, MutateSpec.Action.COUNT)).rows();
    }

    /** A deletion. */
    public synchronized Optional<Deletion> find(String id) {
        return Optional.ofNullable(deletions.get(id));
    }

    /** The newest, oldest first. */
    public synchronized List<Deletion> all() {
        return List.copyOf(deletions.values());
    }

    /** The tables of deletions that have not ended. */
    public synchronized Set<String> openTables() {
        return deletions.values().stream()
                .filter(deletion -> !deletion.ended())
                .map(Deletion::table)
                .collect(Collectors.toSet());
    }

    /** Completes with the deletion when it has ended, well or not. */
    public synchronized CompletableFuture<Deletion> ended(String id) {
        CompletableFuture<Deletion> running = open.get(id);
        return running != null ? running.copy() : CompletableFuture.completedFuture(deletions.get(id));
    }

    /** Stops working. */
    @Override
    public void close() {
        worker.shutdownNow();
        try {
            if (!worker.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("A deletion did not stop within 10 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Done(long rows, Edge edge) {}

    private void check(String table, String condition) {
        TableSpec spec = plan.get().table(table).orElseThrow(() -> unknown(table));
        if (spec.engine().kind() == EngineClause.Kind.NULL) {
            throw new PipitException(
                    ErrorCode.INVALID_PARAMETER, "The data source '" + table + "' keeps no rows: its engine is Null.");
        }
        if (!condition.isBlank()) {
            new Dialect().expression(condition, "the condition", 1, spec.columns());
        }
    }

    private PipitException unknown(String table) {
        Collection<String> known = plan.get().tables().keySet();
        return new PipitException(
                ErrorCode.UNKNOWN_DATA_SOURCE,
                "There is no data source '" + table + "'." + NearestName.hint(table, known));
    }

    private void work(Deletion asked) {
        Deletion deletion = save(asked.working());
        try {
            Done done = retried(() -> once(asked.table(), asked.condition(), MutateSpec.Action.DELETE));
            deletion = deletion.done(done.rows(), done.edge().position().toText(), clock.millis());
            LOG.info("{} rows of {} are deleted", deletion.rows(), deletion.table());
        } catch (RuntimeException e) {
            LOG.warn("Rows of {} could not be deleted: {}", deletion.table(), e.getMessage());
            deletion = deletion.failed(String.valueOf(e.getMessage()), clock.millis());
        }
        save(deletion);
        CompletableFuture<Deletion> waiting;
        synchronized (this) {
            waiting = open.remove(deletion.id());
        }
        waiting.complete(deletion);
    }

    private Done once(String table, String condition, MutateSpec.Action action) {
        Plan now = plan.get();
        Edge edge = edges.find(now, new TreeSet<>(Set.of(table)));
        long snapshot = edge.snapshots().get(table);
        if (snapshot < 0) {
            return new Done(0, edge);
        }
        MutateSpec spec = new MutateSpec(now.files(), lake, table, condition, snapshot, action, engine);
        String id = UUID.randomUUID().toString();
        return new Done(MutateJob.rows(cluster.run(MutateJob.graph(spec, id))), edge);
    }

    /** A deletion that was done and could not say so finds nothing more to delete: repeating it is harmless. */
    private static Done retried(Supplier<Done> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (PipitException e) {
                if (!e.code().retryable()
                        || attempt == TRIES
                        || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                rest(attempt);
            }
        }
    }

    private static void rest(int attempt) {
        try {
            TimeUnit.MILLISECONDS.sleep(REST_MILLIS << Math.min(attempt, 5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Deletion save(Deletion deletion) {
        deletions.put(deletion.id(), deletion);
        return deletion;
    }
}
