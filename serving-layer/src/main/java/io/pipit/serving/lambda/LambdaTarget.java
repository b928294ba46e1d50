package io.pipit.serving.lambda;

import io.pipit.core.block.EngineClause;
import io.pipit.core.block.LogPartition;
import io.pipit.core.block.PositionVector;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.LakeScan;
import io.pipit.core.lake.TableState;
import io.pipit.core.lake.TableState.StoredFile;
import io.pipit.core.lake.remote.FileCache.Lease;
import io.pipit.core.project.lambda.LambdaBudget;
import io.pipit.core.project.lambda.LambdaComputation;
import io.pipit.core.project.lambda.LambdaComputation.Outcome;
import io.pipit.core.project.lambda.LambdaPlan;
import io.pipit.core.sql.TableRows;
import io.pipit.serving.QueryThreads;
import io.pipit.serving.fresh.LeasedTable;
import io.pipit.serving.state.Offsets;
import io.pipit.serving.state.TableView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One target: what was computed last is held, and goes on to the next position. Thread-safe. */
final class LambdaTarget {
    private static final Logger LOG = LoggerFactory.getLogger(LambdaTarget.class);
    /** After the budget was not enough, it is not tried again at once: every query would wait for nothing. */
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long NONE = Long.MIN_VALUE;

    /** What was computed at one position. */
    private record Held(
            long targetSnapshot,
            TableState source,
            Map<String, Offsets> positions,
            Basis basis,
            LambdaComputation computation,
            Outcome outcome,
            List<LeasedTable> tables) {
        void retire() {
            tables.forEach(LeasedTable::retire);
        }
    }

    private final LambdaPlan plan;
    private final TableSpec target;
    private final LambdaContext shared;
    private final String prefix;
    private final AtomicLong made = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private Held held;
    /** Files that are read now. */
    private final List<Lease> opened = new ArrayList<>();

    private boolean closed;
    private long failedSnapshot = NONE;
    private long restingSnapshot = NONE;
    private long restingUntilNanos = System.nanoTime();
    private String restingReason = "";

    LambdaTarget(LambdaPlan plan, TableSpec target, LambdaContext shared, String prefix) {
        this.plan = plan;
        this.target = target;
        this.shared = shared;
        this.prefix = prefix;
    }

    /** How the target is read at a position of its source. */
    LambdaReading read(TableView snapshot, SourceAt source) {
        lock.lock();
        try {
            if (closed) {
                return LambdaReading.again(snapshot.lake().selectAll());
            }
            boolean same =
                    held != null && held.targetSnapshot() == snapshot.snapshot().snapshotId();
            Basis basis = same
                    ? held.basis()
                    : Basis.of(plan, snapshot.snapshot(), shared.earlier(), System.currentTimeMillis() * 1000);
            if (!basis.obstacle().isEmpty() && !basis.anew()) {
                return stale(snapshot, basis, basis.obstacle());
            }
            if (resting(snapshot)) {
                return stale(snapshot, basis, restingReason);
            }
            if (!same || !current(source)) {
                if (!LeasedTable.tryLease(source.tables())) {
                    return LambdaReading.again(snapshot.lake().selectAll());
                }
                try {
                    hold(computed(snapshot, source, basis, same));
                    failedSnapshot = NONE;
                } finally {
                    source.tables().forEach(LeasedTable::release);
                    opened.forEach(Lease::close);
                    opened.clear();
                }
            }
            return reading(snapshot);
        } catch (LambdaBudget.ExceededException e) {
            return rest(snapshot, e.getMessage());
        } catch (PipitException e) {
            if (e.code() == ErrorCode.QUERY_TIMEOUT || e.code() == ErrorCode.OUT_OF_MEMORY) {
                return rest(
                        snapshot, "it would take more than " + shared.limits().millis() + " ms or too much memory");
            }
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private boolean resting(TableView snapshot) {
        return restingSnapshot == snapshot.snapshot().snapshotId() && System.nanoTime() < restingUntilNanos;
    }

    private LambdaReading rest(TableView snapshot, String reason) {
        LOG.warn("'{}' is read as its last run left it: {}", target.name(), reason);
        restingSnapshot = snapshot.snapshot().snapshotId();
        restingUntilNanos = System.nanoTime() + REST_NANOS;
        restingReason = reason;
        drop();
        Basis basis = Basis.of(plan, snapshot.snapshot(), shared.earlier(), System.currentTimeMillis() * 1000);
        return stale(snapshot, basis, reason);
    }

    private static LambdaReading stale(TableView snapshot, Basis basis, String reason) {
        long ageMillis = basis.committedAtMillis() < 0
                ? -1
                : Math.max(0, System.currentTimeMillis() - basis.committedAtMillis());
        return LambdaReading.stale(
                snapshot.lake().selectAll(),
                new LambdaReading.Stale(snapshot.spec().name(), ageMillis, basis.edge(), reason));
    }

    private boolean current(SourceAt source) {
        return reaches(held.positions(), source.positions())
                && reaches(source.positions(), held.positions())
                && held.source().snapshotId() == source.view().snapshot().snapshotId();
    }

    private static boolean reaches(Map<String, Offsets> positions, Map<String, Offsets> others) {
        return others.entrySet().stream()
                .allMatch(e -> positions.containsKey(e.getKey())
                        && positions.get(e.getKey()).reaches(e.getValue()));
    }

    private Held computed(TableView snapshot, SourceAt source, Basis basis, boolean sameRun) {
        TableState now = source.view().snapshot();
        // Where rows are folded, one that was counted as a fresh row may be gone from a file that is new here.
        boolean rowsStay = source.view().spec().engine().kind() == EngineClause.Kind.MERGE_TREE
                || sameRun && held.source().snapshotId() == now.snapshotId();
        // One that was counted as a fresh row may have been deleted, and is in no file that could be missing.
        boolean deleted = sameRun
                && !held.source().coverage().copies().equals(now.coverage().copies());
        boolean onwards = sameRun
                && rowsStay
                && !deleted
                && SourceAt.beside(held.source().files(), now.files()).isEmpty()
                && reaches(source.positions(), held.positions());
        TableState before = onwards ? held.source() : basis.source();
        Map<String, Offsets> from = onwards ? held.positions() : edge(basis.from(), source.positions());
        LambdaComputation computation = onwards
                ? held.computation()
                : new LambdaComputation(
                        plan.at(basis.atMicros()),
                        source.view().spec(),
                        target,
                        shared.limits().budget());
        Between files = new Between(
                files(source, now, before),
                files(source, before, now),
                !before.coverage().copies().equals(now.coverage().copies()));
        String removed = files.removed();
        if (!onwards && lost(now, removed)) {
            return ofAllRows(snapshot, source, basis);
        }
        LambdaComputation.Rows rows = new LambdaComputation.Rows(
                orNothing(touching(source.since(from, files), removed), source),
                orNothing(source.all(), source),
                files.gone());
        String name = prefix + "_" + made.incrementAndGet();
        Outcome outcome = inTime(
                now,
                session -> onwards
                        ? computation.onwards(session, name, held.outcome(), rows, basis.atMicros())
                        : computation.run(session, name, rows, basis.atMicros()));
        List<LeasedTable> tables = new ArrayList<>();
        tables.add(new LeasedTable(outcome.results(), shared.dropper()));
        if (!outcome.keys().isEmpty()) {
            tables.add(new LeasedTable(outcome.keys(), shared.dropper()));
        }
        return new Held(snapshot.snapshot().snapshotId(), now, source.positions(), basis, computation, outcome, tables);
    }

    /** Rows that are gone touch their groups, too. */
    private String touching(String added, String removed) {
        if (plan.byRow() || removed.isEmpty()) {
            return added;
        }
        return TableRows.of(added).with(TableRows.of(removed).parts()).selectAll();
    }

    private <T> T inTime(TableState source, Function<EngineSession, T> work) {
        try (QueryThreads.Use threads = shared.threads().reading(source.rows());
                EngineSession session = shared.engine().session()) {
            CompletableFuture<Void> alarm = CompletableFuture.runAsync(
                    session::cancel,
                    CompletableFuture.delayedExecutor(shared.limits().millis(), TimeUnit.MILLISECONDS));
            try {
                return work.apply(session);
            } finally {
                alarm.cancel(false);
            }
        }
    }

    /** Whether rows are gone whose results, which have no keys, cannot be taken out. */
    private boolean lost(TableState source, String removed) {
        return plan.byRow()
                && !removed.isEmpty()
                && inTime(source, session -> session.queryLong("SELECT count(*) FROM " + removed)) > 0;
    }

    private Held ofAllRows(TableView snapshot, SourceAt source, Basis basis) {
        try {
            Basis none = basis.ofAllRows(shared.earlier().at(plan.source(), -1).orElseThrow());
            return computed(snapshot, source, none, false);
        } catch (LambdaBudget.ExceededException e) {
            throw new LambdaBudget.ExceededException("rows of '" + plan.source()
                    + "' that its last run has counted were deleted, and of all that are left " + e.getMessage());
        }
    }

    /** The engine's text of the files of one snapshot that another does not have; the empty text for none. */
    private String files(SourceAt source, TableState here, TableState there) {
        List<StoredFile> files = SourceAt.beside(here.files(), there.files());
        return files.isEmpty() ? "" : opened(shared.scan().apply(source.view().spec(), files));
    }

    private String orNothing(String rows, SourceAt source) {
        return rows.isEmpty() ? opened(shared.scan().apply(source.view().spec(), List.of())) : rows;
    }

    private String opened(LakeScan scan) {
        opened.add(scan.open());
        return scan.sql();
    }

    private Map<String, Offsets> edge(PositionVector edge, Map<String, Offsets> positions) {
        Map<String, Offsets> offsets = new HashMap<>();
        positions.forEach((feed, reached) -> {
            Offsets from = Offsets.zero(reached.partitions());
            for (int p = 0; p < reached.partitions(); p++) {
                from = from.with(
                        p,
                        edge.next(
                                new LogPartition(shared.logOfFeed().apply(feed).topicId(), p)));
            }
            offsets.put(feed, from);
        });
        return offsets;
    }

    private void hold(Held next) {
        drop();
        held = next;
    }

    private LambdaReading reading(TableView snapshot) {
        String run = held.basis().anew() ? "" : snapshot.lake().selectAll();
        String sql = held.computation().reading(run, held.outcome());
        return new LambdaReading(sql, held.tables(), held.outcome().rows(), Optional.empty(), false);
    }

    private void drop() {
        if (held != null) {
            held.retire();
            held = null;
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            drop();
        } finally {
            lock.unlock();
        }
    }
}
