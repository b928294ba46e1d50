package io.pipit.speed.materialize;

import io.pipit.core.block.arrow.IpcStream;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.SourceRows;
import io.pipit.core.log.FreshRecord;
import io.pipit.core.log.StoredBlock;
import io.pipit.core.project.ViewPlan;
import io.pipit.speed.FaultInjector;
import io.pipit.speed.SpeedPlan;
import io.pipit.speed.Target;
import io.pipit.speed.commit.FeedRange;
import io.pipit.speed.replica.JoinedTables;
import io.pipit.speed.source.LogInput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Takes blocks that wait through the views, publishes what comes out, and keeps the rows until their epoch ends. Knows nothing
 * of Flink; used by one thread.
 *
 * <p>What fails leaves rows that are published and others that are not, so nothing is done after it. Its caller need not see to that: Flink ends a
 * task whose timer failed a while later, and hands it blocks and barriers until then.
 */
final class Materializer {
    private final SpeedPlan plan;
    private final EngineSession session;
    private final FreshOutput fresh;
    private final FaultInjector faults;
    private final JoinedTables joined;
    private final Attempts attempts;
    private final Map<String, LandingLog> byTopicId = new TreeMap<>();
    private EpochRows rows = new EpochRows();
    private long setAside;
    /** A run or a cut has begun and not ended. */
    private boolean unfinished;

    Materializer(
            SpeedPlan plan,
            EngineSession session,
            JoinedTables joined,
            FreshOutput fresh,
            AttemptOutput attempts,
            FaultInjector faults) {
        this.attempts = new Attempts(attempts);
        this.joined = joined;
        this.plan = plan;
        this.session = session;
        this.fresh = fresh;
        this.faults = faults;
    }

    /** Begins a partition of a log. */
    void start(LogInput.Start start) {
        byTopicId
                .computeIfAbsent(
                        start.partition().topicId(), id -> new LandingLog(start.dataSource(), plan, session, joined))
                .start(start);
        attempts.start(start.partition().partition(), start.lastAttempt());
    }

    /**
     * Runs blocks, given in the order of their offsets within each partition.
     *
     * @throws IllegalStateException when something has failed before
     */
    void run(List<StoredBlock> blocks) {
        begin();
        for (List<StoredBlock> part : attempts.split(blocks)) {
            if (hasViews(part) && !attempts.deadly(part)) {
                attempts.guard(part, () -> runByLog(part));
            } else {
                runByLog(part);
            }
        }
        unfinished = false;
    }

    /** Whatever fails from here on is for a new task to do again, from coverage. */
    private void begin() {
        if (unfinished) {
            throw new IllegalStateException(
                    "Blocks have failed to run before; this task does nothing more, and the job starts again from coverage.");
        }
        unfinished = true;
    }

    private boolean hasViews(List<StoredBlock> blocks) {
        return blocks.stream()
                .anyMatch(
                        b -> !plan.views(byTopicId.get(b.partition().topicId()).dataSource())
                                .isEmpty());
    }

    private void runByLog(List<StoredBlock> blocks) {
        Map<LandingLog, List<StoredBlock>> byLog = new LinkedHashMap<>();
        blocks.forEach(b -> byLog.computeIfAbsent(byTopicId.get(b.partition().topicId()), l -> new ArrayList<>())
                .add(b));
        byLog.forEach(this::run);
    }

    private void run(LandingLog log, List<StoredBlock> blocks) {
        List<StoredBlock> admitted = log.admit(blocks);
        ViewResults results = views(log, admitted);
        faults.reached(FaultInjector.Point.BLOCKS_RUN, log.dataSource());
        keepRaw(log, admitted, results.failed(SpeedPlan.raw(log.dataSource()).feed()));
        results.rows().forEach(r -> rows.add(new Target(r.table(), r.feed()), SourceRows.derived(r.feed(), r.ipc())));
        results.poison().forEach(p -> log.setAside(p.feed(), p.block(), p.error()));
        setAside += results.poison().size();
        publish(log, blocks, results);
    }

    private ViewResults views(LandingLog log, List<StoredBlock> blocks) {
        if (attempts.deadly(blocks)) {
            return log.views().setAside(blocks, log::next, Attempts.REASON);
        }
        faults.running(blocks);
        return log.views().run(blocks, log::next);
    }

    private void keepRaw(LandingLog log, List<StoredBlock> blocks, Set<BlockId> failed) {
        Target raw = SpeedPlan.raw(log.dataSource());
        Target quarantine = SpeedPlan.quarantine(log.dataSource());
        for (StoredBlock block : blocks) {
            if (!failed.contains(BlockId.of(block))) {
                keep(log, raw, block, block.rows());
                keep(log, quarantine, block, block.quarantined());
            }
        }
    }

    private void keep(LandingLog log, Target target, StoredBlock block, IpcStream ipc) {
        int partition = block.partition().partition();
        if (plan.stored(target) && block.offset() >= log.next(target, partition)) {
            long acceptedAtMicros = block.header().acceptedAtMicros();
            rows.add(target, SourceRows.raw(target.feed(), partition, block.offset(), acceptedAtMicros, ipc));
        }
    }

    /** One record for each partition, which closes its blocks for all feeds, also those that have no rows of it. */
    private void publish(LandingLog log, List<StoredBlock> blocks, ViewResults results) {
        SortedMap<Integer, StoredBlock> last = new TreeMap<>();
        blocks.forEach(b -> last.put(b.partition().partition(), b));
        last.forEach((partition, block) -> {
            long to = block.offset() + 1;
            Map<String, byte[]> partial = partial(log, partition, to, results);
            List<FreshRecord.SetAside> poison = results.poison().stream()
                    .filter(p -> p.block().partition() == partition)
                    .map(p -> new FreshRecord.SetAside(p.feed(), p.block().offset(), p.error()))
                    .toList();
            fresh.publish(new FreshRecord(
                    block.partition(), log.position(partition), to, fresh.attempt(), 0, 1, partial, poison));
            log.advance(partition, to);
            faults.reached(FaultInjector.Point.RECORD_PUBLISHED, Integer.toString(partition));
        });
    }

    /** The rows of every view that the record accounts for; a reader learns nothing of views that are not named. */
    private Map<String, byte[]> partial(LandingLog log, int partition, long to, ViewResults results) {
        Map<String, byte[]> partial = new HashMap<>();
        for (ViewPlan view : plan.views(log.dataSource())) {
            Target target = SpeedPlan.of(view);
            if (plan.stored(target) && log.next(target, partition) < to) {
                partial.put(plan.freshKey(view.feed()), new byte[0]);
            }
        }
        results.rows().stream()
                .filter(r -> r.partition() == partition)
                .forEach(r -> partial.put(plan.freshKey(r.feed()), r.ipc()));
        return partial;
    }

    /** Size of the rows that wait for the end of their epoch. */
    long bytes() {
        return rows.bytes();
    }

    /** How many times a block was set aside for a feed. */
    long setAside() {
        return setAside;
    }

    /** The rows that wait; from now on others gather. */
    EpochRows takeRows() {
        EpochRows taken = rows;
        rows = new EpochRows();
        return taken;
    }

    /** Rows of the targets that have most of them; small targets gather on, as each file and each statement has its price. */
    EpochRows takeLargestRows(long leftBytes) {
        return rows.takeLargest(leftBytes);
    }

    /**
     * Ends an epoch: makes what was published durable, and says what the targets account for.
     *
     * @throws IllegalStateException when something has failed before
     */
    SortedMap<Target, List<FeedRange>> cut() {
        begin();
        Map<Integer, Long> freshNext = fresh.flush();
        SortedMap<Target, List<FeedRange>> ranges = new TreeMap<>();
        byTopicId
                .values()
                .forEach(log -> log.cut(freshNext)
                        .forEach((target, more) -> ranges.computeIfAbsent(target, t -> new ArrayList<>())
                                .addAll(more)));
        unfinished = false;
        return ranges;
    }
}
