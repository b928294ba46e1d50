package io.pipit.speed.commit;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.LakeTable.CommitResult;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.LakeTable.Verdict;
import io.pipit.core.log.CommitNotice;
import io.pipit.core.log.FreshWriter;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.core.log.Topics;
import io.pipit.speed.FaultInjector;
import io.pipit.speed.SpeedJobConfig;
import io.pipit.speed.SpeedPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits epochs to the lake: all tables of one epoch in parallel, then the notice. Used by one thread at a time. */
final class EpochCommitter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EpochCommitter.class);
    private static final int THREADS = 8;

    private final String writer;
    private final FaultInjector faults;
    private final SpeedPlan plan;
    private final Lake lake;
    private final FreshWriter fresh;
    private final ExecutorService pool;
    private final Map<String, LakeTable> tables = new TreeMap<>();

    EpochCommitter(SpeedJobConfig config, String writer) {
        this.writer = writer;
        faults = config.faults();
        plan = SpeedPlan.compile(config.files());
        SpeedJobConfig.Kafka kafka = config.kafka();
        try (LogAdmin admin = new LogAdmin(kafka.bootstrapServers(), kafka.client())) {
            LogTopic topic = admin.ensure(new Topics(kafka.topicPrefix()).fresh(), kafka.partitions());
            fresh = new FreshWriter(kafka.bootstrapServers(), kafka.client(), topic);
        }
        lake = new Lake(config.lake());
        pool = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "pipit-commit-table");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Commits one epoch.
     *
     * @throws PipitException {@code COMMIT_CONFLICT} when a table's coverage does not join on to the epoch
     */
    void commit(EpochGate.Complete epoch) {
        long started = System.nanoTime();
        SortedMap<String, TableFiles> changes = byTable(epoch.sets());
        SortedMap<String, CompletableFuture<Long>> commits = new TreeMap<>();
        for (String table : plan.tables()) {
            TableFiles change = changes.get(table);
            commits.put(
                    table,
                    CompletableFuture.supplyAsync(
                            () -> change == null ? snapshot(table) : commit(epoch.epoch(), change), pool));
        }
        SortedMap<String, Long> snapshots = join(commits);
        faults.reached(FaultInjector.Point.EPOCH_COMMITTED, Long.toString(epoch.epoch()));
        fresh.write(new CommitNotice(writer, epoch.epoch(), snapshots)).join();
        LOG.info(
                "Epoch {}: {} of {} tables committed in {} ms.",
                epoch.epoch(),
                changes.size(),
                snapshots.size(),
                (System.nanoTime() - started) / 1_000_000);
    }

    /** Waits for all, so that none is under way when the first failure is told. */
    private static SortedMap<String, Long> join(SortedMap<String, CompletableFuture<Long>> commits) {
        SortedMap<String, Long> snapshots = new TreeMap<>();
        RuntimeException failure = null;
        for (Map.Entry<String, CompletableFuture<Long>> commit : commits.entrySet()) {
            try {
                snapshots.put(commit.getKey(), commit.getValue().join());
            } catch (CompletionException e) {
                RuntimeException cause = e.getCause() instanceof RuntimeException r ? r : e;
                if (failure == null) {
                    failure = cause;
                } else {
                    failure.addSuppressed(cause);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
        return snapshots;
    }

    private long commit(long epoch, TableFiles change) {
        faults.reached(FaultInjector.Point.TABLE_COMMITS, change.table());
        CommitResult result = table(change.table())
                .commit(new TableChange(change.files(), List.of(), new CoverageStep(change.ranges()), "speed"));
        if (result.verdict() == Verdict.CONFLICT) {
            throw new PipitException(
                    ErrorCode.COMMIT_CONFLICT,
                    "Epoch " + epoch + " of the table '" + change.table() + "' accounts for " + ranges(change)
                            + ", but the table stands at "
                            + standing(change, result.state().coverage())
                            + ". Another speed job writes to it; this one starts again from coverage.");
        }
        if (result.verdict() == Verdict.ALREADY_DONE) {
            LOG.info("Epoch {} is already in table {}: {}.", epoch, change.table(), ranges(change));
        }
        faults.reached(FaultInjector.Point.TABLE_COMMITTED, change.table());
        return result.state().snapshotId();
    }

    private static String ranges(TableFiles change) {
        return change.ranges().stream()
                .map(r -> r.feed() + " partition " + r.partition().partition() + " [" + r.from() + ", " + r.to() + ")")
                .collect(Collectors.joining(", "));
    }

    private static String standing(TableFiles change, Coverage coverage) {
        return change.ranges().stream()
                .map(r -> Long.toString(CoverageStep.next(coverage, r)))
                .collect(Collectors.joining(", "));
    }

    private long snapshot(String table) {
        return table(table).refresh().snapshotId();
    }

    private LakeTable table(String name) {
        synchronized (tables) {
            LakeTable known = tables.get(name);
            if (known != null) {
                return known;
            }
        }
        LakeTable table = lake.find(name).orElseGet(() -> lake.ensure(plan.table(name)));
        synchronized (tables) {
            tables.put(name, table);
        }
        return table;
    }

    private static SortedMap<String, TableFiles> byTable(List<EpochFiles> sets) {
        SortedMap<String, TableFiles> tables = new TreeMap<>();
        for (EpochFiles set : sets) {
            for (TableFiles change : set.tables()) {
                tables.merge(change.table(), change, EpochCommitter::both);
            }
        }
        return tables;
    }

    private static TableFiles both(TableFiles a, TableFiles b) {
        List<LakeFile> files = new ArrayList<>(a.files());
        files.addAll(b.files());
        List<FeedRange> ranges = new ArrayList<>(a.ranges());
        ranges.addAll(b.ranges());
        return new TableFiles(a.table(), files, ranges);
    }

    /** Ends after the commits that are under way. */
    @Override
    public void close() {
        pool.shutdown();
        try (lake) {
            fresh.close();
        }
    }
}
