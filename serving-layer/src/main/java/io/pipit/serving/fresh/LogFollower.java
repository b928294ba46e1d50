package io.pipit.serving.fresh;

import io.pipit.core.block.BlockHeader;
import io.pipit.core.block.Feed;
import io.pipit.core.block.LogPartition;
import io.pipit.core.block.QuarantineTable;
import io.pipit.core.block.arrow.IpcStream;
import io.pipit.core.block.engine.SourceRows;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.log.BlockReader;
import io.pipit.core.log.LogTopic;
import io.pipit.core.log.RecentKeys;
import io.pipit.core.log.StoredBlock;
import io.pipit.core.log.TrimmedLogException;
import io.pipit.serving.state.Offsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Follows the landing logs: the rows of their blocks are the fresh rows of the data sources and of their quarantines. A repeat
 * by idempotency key brings no rows, as with every other consumer.
 */
public final class LogFollower extends Follower {
    private static final Duration POLL = Duration.ofMillis(200);

    /** One landing log and where to begin: the next offsets, and the keys that precede them. */
    public record Start(String dataSource, LogTopic log, Offsets next, RecentKeys keys) {}

    private final Supplier<BlockReader> readers;
    private final FreshSink sink;
    private final Map<String, Start> byTopicId = new HashMap<>();
    private final Map<String, Offsets> next = new TreeMap<>();
    private volatile BlockReader reader;

    /** Follows some logs. */
    public LogFollower(Supplier<BlockReader> readers, List<Start> starts, FreshSink sink, MemoryBudget budget) {
        super("pipit-serving-log", sink, budget);
        this.readers = readers;
        this.sink = sink;
        for (Start start : starts) {
            byTopicId.put(start.log().topicId(), start);
            next.put(start.log().topicId(), start.next());
        }
    }

    @Override
    Batch poll() {
        if (reader == null) {
            open();
        }
        Batch batch = new Batch();
        for (StoredBlock block : reader.poll(POLL)) {
            take(block, batch);
        }
        return batch;
    }

    private void open() {
        BlockReader opened = readers.get();
        reader = opened;
        for (Start start : List.copyOf(byTopicId.values())) {
            try {
                Map<Integer, Long> from = new HashMap<>();
                Offsets offsets = next.get(start.log().topicId());
                for (int p = 0; p < start.log().partitions(); p++) {
                    from.put(p, offsets.next(p));
                }
                opened.assign(start.log(), from);
            } catch (PipitException e) {
                if (e.code() != ErrorCode.DATA_LOSS) {
                    throw e;
                }
                boolean overtaken = e instanceof TrimmedLogException && overtaken(start);
                sink.fail(Feed.log(start.dataSource()), overtaken ? behind(start) : e);
                byTopicId.remove(start.log().topicId());
            }
        }
    }

    /**
     * Logs are trimmed below what the lake covers: only who begins there and finds nothing knows that blocks are lost. The lake may
     * have gone on, and the log been trimmed, since it was asked where to begin.
     */
    private boolean overtaken(Start start) {
        return !next.get(start.log().topicId()).equals(start.next())
                || sink.overtaken(Feed.log(start.dataSource()), start.next());
    }

    private static PipitException behind(Start start) {
        return new PipitException(
                ErrorCode.FRESH_GAP,
                "The log of '" + start.dataSource()
                        + "' was trimmed before it was read here. It is read again from what the lake covers; try again shortly.");
    }

    private void take(StoredBlock stored, Batch batch) {
        LogPartition at = stored.partition();
        Start start = byTopicId.get(at.topicId());
        Offsets before = next.get(at.topicId());
        if (start == null || stored.offset() < before.next(at.partition())) {
            return;
        }
        if (start.keys().admit(at.partition(), stored.header())) {
            add(start.dataSource(), stored, batch);
        }
        Offsets after = before.with(at.partition(), stored.offset() + 1);
        next.put(at.topicId(), after);
        batch.advance(Feed.log(start.dataSource()), after);
    }

    private static void add(String dataSource, StoredBlock stored, Batch batch) {
        BlockHeader header = stored.header();
        if (header.rowCount() > 0) {
            batch.add(dataSource, arrival(dataSource, stored, header.rowCount(), stored.rows()));
        }
        if (header.quarantinedCount() > 0) {
            batch.add(
                    QuarantineTable.nameOf(dataSource),
                    arrival(dataSource, stored, header.quarantinedCount(), stored.quarantined()));
        }
    }

    private static Arrival arrival(String dataSource, StoredBlock stored, int rows, IpcStream ipc) {
        String feed = Feed.log(dataSource);
        int partition = stored.partition().partition();
        long offset = stored.offset();
        return new Arrival(
                new FeedPartition(feed, partition),
                new BlockRange(offset, offset + 1),
                rows,
                0,
                SourceRows.raw(feed, partition, offset, stored.header().acceptedAtMicros(), ipc));
    }

    @Override
    void disconnect() {
        BlockReader open = reader;
        reader = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    void wakeup() {
        BlockReader open = reader;
        if (open != null) {
            open.wakeup();
        }
    }
}
