package io.pipit.intake;

import io.pipit.core.block.LogPartition;
import io.pipit.core.block.PositionVector;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.json.ComputedDefaults;
import io.pipit.core.block.json.JsonTable;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.log.BlockWriter.Written;
import io.pipit.core.log.LogTopic;
import io.pipit.core.project.Plan;
import io.pipit.intake.BodyReader.Body;
import io.pipit.intake.gather.BlockShape;
import io.pipit.intake.gather.BlockSink;
import io.pipit.intake.gather.BlockTarget;
import io.pipit.intake.gather.Gathered;
import io.pipit.intake.gather.Gatherer;
import io.pipit.intake.gather.MicrosClock;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/**
 * Takes events: reads each request once into blocks and promises nothing before these are durable. Thread-safe.
 *
 * <p>What may be held in memory is bounded; beyond it requests are refused at once with {@code INTAKE_FULL}. What was added
 * to a block is never dropped: its requests succeed or fail with that block.
 */
public final class EventsIntake implements AutoCloseable {
    private static final int THREADS = 2;
    private static final long CLOSE_TIMEOUT_SECONDS = 30;

    private final IntakeConfig config;
    private final BlockSink sink;
    private final MicrosClock clock;
    private final BodyReader bodies;
    private final PendingBytes pending;
    private final DiskGuard disk;
    private final RememberedKeys keys;
    private final BufferAllocator allocator = new RootAllocator();
    private final ScheduledThreadPoolExecutor threads;
    private final AtomicInteger schemaVersion = new AtomicInteger();
    private final Set<CompletableFuture<?>> underWay = java.util.concurrent.ConcurrentHashMap.newKeySet();
    private volatile Landing landing = Landing.NONE;
    private volatile ComputedDefaults computed = ComputedDefaults.NONE;
    private volatile boolean closed;

    /** Takes no events before the first {@link #apply}. */
    public EventsIntake(IntakeConfig config, BlockSink sink, Clock clock) {
        this.config = config;
        this.sink = sink;
        this.clock = MicrosClock.of(clock);
        this.bodies = new BodyReader(config.maxBodyBytes(), config.maxInflatedBytes());
        this.pending = new PendingBytes(config.maxPendingBytes());
        this.disk = new DiskGuard(config.logFolder(), config.minFreeDiskBytes(), System::nanoTime);
        this.keys = new RememberedKeys(config.rememberedKeys());
        AtomicInteger number = new AtomicInteger();
        this.threads = new ScheduledThreadPoolExecutor(THREADS, work -> {
            Thread thread = new Thread(work, "intake-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Takes a plan: requests that come from now on see all of it, those under way nothing.
     *
     * @param plan whose landing data sources take events
     * @param logs the log of each of them, by name
     * @param computed for default expressions that are more than literals and well-known functions
     * @throws PipitException when a JSON path or a default does not fit its column; the plan before stays
     */
    public void apply(Plan plan, Map<String, LogTopic> logs, ComputedDefaults computed) {
        Set<String> others = new HashSet<>(plan.tables().keySet());
        others.removeAll(plan.landing());
        Map<String, TableSpec> tables = new HashMap<>();
        for (String name : plan.landing()) {
            tables.put(name, plan.table(name).orElseThrow(() -> new IllegalArgumentException("No table " + name)));
        }
        apply(tables, others, logs, computed);
    }

    /** As {@link #apply(Plan, Map, ComputedDefaults)}, from the tables themselves. */
    public synchronized void apply(
            Map<String, TableSpec> tables, Set<String> others, Map<String, LogTopic> logs, ComputedDefaults computed) {
        this.computed = computed;
        Map<String, Gatherer> old = landing.gatherers();
        Map<String, Gatherer> next = new HashMap<>();
        tables.forEach((name, table) -> {
            LogTopic log = logs.get(name);
            if (log == null) {
                throw new IllegalArgumentException("No log for the data source " + name);
            }
            Gatherer known = old.get(name);
            boolean same = known != null
                    && known.target().log().equals(log)
                    && known.target().table().table().equals(table);
            next.put(name, same ? known : gatherer(table, log, computed));
        });
        landing = new Landing(next, others);
        old.values().stream().filter(g -> !next.containsValue(g)).forEach(Gatherer::flush);
    }

    /**
     * Takes the events of a request.
     *
     * @return completes when they are durable, on a thread of the intake; fails as {@link BlockSink#write} does
     * @throws PipitException when the request is refused; nothing of it is stored then
     */
    public CompletableFuture<Receipt> accept(EventsRequest request) {
        Gatherer gatherer = landing.of(request.dataSource());
        if (closed) {
            throw new PipitException(ErrorCode.NOT_READY, "The server is stopping; send the request again later.");
        }
        disk.check();
        long taken = bodies.most(request);
        pending.take(taken);
        Body body;
        try {
            body = bodies.read(request);
        } catch (RuntimeException | Error e) {
            pending.give(taken);
            throw e;
        }
        pending.give(taken - body.length());
        return request.idempotencyKey().isEmpty() ? unkeyed(request, gatherer, body) : keyed(request, gatherer, body);
    }

    /**
     * How events of a data source become blocks, for rows that do not go the way of events.
     *
     * @throws PipitException {@code UNKNOWN_DATA_SOURCE}, {@code NOT_READY} when the server stops, {@code DISK_FULL}
     */
    public BlockTarget target(String dataSource) {
        Gatherer gatherer = landing.of(dataSource);
        check();
        return gatherer.target();
    }

    /** Whether a data source takes events. */
    public boolean takes(String dataSource) {
        return landing.gatherers().containsKey(dataSource);
    }

    /**
     * How rows of files become those of a table that takes no events.
     *
     * @throws PipitException as {@link #target}; {@code INVALID_PROJECT} when a column can hold no value of a file
     */
    public BlockShape shape(TableSpec other) {
        check();
        return new BlockShape(JsonTable.compile(other, computed), 0, allocator);
    }

    /** Refuses files while the server stops, or while its disk is full. */
    public void check() {
        if (closed) {
            throw new PipitException(ErrorCode.NOT_READY, "The server is stopping; send the file again later.");
        }
        disk.check();
    }

    /** Changes how many bytes of the log's disk are kept free: with less, nothing is accepted. */
    public void keepDiskFree(long bytes) {
        disk.keepFree(bytes);
    }

    /** Takes room for messages, of which requests always keep a half; whether there was any. */
    public boolean takeRoom(long bytes) {
        return pending.takeOfHalf(bytes);
    }

    /** Gives back what {@link #takeRoom} took. */
    public void giveRoom(long bytes) {
        pending.give(bytes);
    }

    /** Bodies that are read or not yet acknowledged, in bytes. */
    public long pendingBytes() {
        return pending.taken();
    }

    /** Writes what is open and waits for what is under way; then nothing is accepted any more. */
    @Override
    public void close() {
        closed = true;
        landing.gatherers().values().forEach(Gatherer::flush);
        try {
            CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new))
                    .orTimeout(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .exceptionally(failure -> null)
                    .join();
        } finally {
            threads.shutdown();
            allocator.close();
        }
    }

    private Gatherer gatherer(TableSpec table, LogTopic log, ComputedDefaults computed) {
        JsonTable json = JsonTable.compile(table, computed);
        BlockTarget target =
                new BlockTarget(new BlockShape(json, schemaVersion.incrementAndGet(), allocator), log, sink);
        return new Gatherer(
                target,
                config.lanes(),
                config.gatherMillis(),
                config.gatherBytes(),
                config.blockBytes(),
                threads,
                clock);
    }

    private CompletableFuture<Receipt> unkeyed(EventsRequest request, Gatherer gatherer, Body body) {
        return added(body, () -> gatherer.add(body.bytes(), body.length(), request.format()));
    }

    private CompletableFuture<Receipt> keyed(EventsRequest request, Gatherer gatherer, Body body) {
        boolean[] first = {false};
        CompletableFuture<Receipt> receipt;
        try {
            receipt = keys.once(request.dataSource(), request.idempotencyKey(), hash(body), () -> {
                first[0] = true;
                return added(
                        body,
                        () -> gatherer.addAlone(
                                body.bytes(), body.length(), request.format(), request.idempotencyKey()));
            });
        } catch (RuntimeException e) {
            pending.give(body.length());
            throw e;
        }
        if (!first[0]) {
            pending.give(body.length());
        }
        return receipt;
    }

    private interface Adding {
        Gathered add();
    }

    private CompletableFuture<Receipt> added(Body body, Adding adding) {
        Gathered gathered;
        try {
            gathered = adding.add();
        } catch (RuntimeException | Error e) {
            pending.give(body.length());
            throw e;
        }
        CompletableFuture<Receipt> receipt = gathered.written()
                .whenComplete((written, failure) -> pending.give(body.length()))
                .handleAsync((written, failure) -> receipt(gathered, written, failure), threads);
        underWay.add(receipt);
        receipt.whenComplete((done, failure) -> underWay.remove(receipt));
        return receipt;
    }

    private static Receipt receipt(Gathered gathered, List<Written> written, Throwable failure) {
        if (failure != null) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            throw cause instanceof PipitException known ? known : new CompletionException(cause);
        }
        SortedMap<LogPartition, Long> next = new TreeMap<>();
        List<Written> all = new ArrayList<>(written);
        all.forEach(w -> next.merge(new LogPartition(w.topicId(), w.partition()), w.offset() + 1, Math::max));
        return new Receipt(gathered.fitting(), gathered.quarantined(), new PositionVector(next));
    }

    /** FNV-1a: tells another body from a repeated one; it need not withstand somebody who tries to collide. */
    private static long hash(Body body) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < body.length(); i++) {
            hash = (hash ^ body.bytes()[i]) * 0x100000001b3L;
        }
        return hash;
    }
}
