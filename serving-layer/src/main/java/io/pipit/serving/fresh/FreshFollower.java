package io.pipit.serving.fresh;

import io.pipit.core.block.LogPartition;
import io.pipit.core.block.engine.SourceRows;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.log.FreshReader;
import io.pipit.core.log.FreshRecord;
import io.pipit.serving.state.Offsets;
import io.pipit.serving.state.Topology;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Follows the fresh topic: the partial rows of the views, by feed. A record advances each feed of its log that stands within
 * [from, to); a feed that stands before it has a gap and is not read on.
 */
public final class FreshFollower extends Follower {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Function<Map<Integer, Long>, FreshReader> readers;
    private final Topology topology;
    private final FreshSink sink;
    private final Map<String, Offsets> next;
    private final Map<Integer, Long> freshNext;
    private final Set<String> failed = new HashSet<>();
    private volatile FreshReader reader;
    private volatile Map<Integer, Long> taken;

    /**
     * Follows the topic.
     *
     * @param readers opens a reader at fresh offsets by partition
     * @param next where each view stands
     * @param freshNext where to begin, by partition of the fresh topic
     */
    public FreshFollower(
            Function<Map<Integer, Long>, FreshReader> readers,
            Topology topology,
            Map<String, Offsets> next,
            Map<Integer, Long> freshNext,
            FreshSink sink,
            MemoryBudget budget) {
        super("pipit-serving-fresh", sink, budget);
        this.readers = readers;
        this.topology = topology;
        this.sink = sink;
        this.next = new HashMap<>(next);
        this.freshNext = new HashMap<>(freshNext);
        this.taken = Map.copyOf(freshNext);
    }

    /** By partition of the fresh topic: the offset below which all that it held has been brought to the sink. For any thread. */
    public Map<Integer, Long> taken() {
        return taken;
    }

    @Override
    Batch poll() {
        taken = Map.copyOf(freshNext); // what the last poll brought is stored by now
        try {
            return read();
        } catch (PipitException e) {
            if (e.code() == ErrorCode.DATA_LOSS) {
                topology.targetOfView().keySet().stream()
                        .filter(failed::add)
                        .forEach(feed -> sink.fail(feed, trimmed(feed)));
            }
            throw e;
        }
    }

    private Batch read() {
        if (reader == null) {
            reader = readers.apply(Map.copyOf(freshNext));
        }
        Batch batch = new Batch();
        for (FreshReader.Item item : reader.poll(POLL)) {
            if (item.record() != null) {
                take(item.record(), batch);
            } else if (item.notice() != null) {
                sink.committed(item.notice());
            }
            freshNext.put(item.freshPartition(), item.nextFreshOffset());
        }
        return batch;
    }

    private void take(FreshRecord record, Batch batch) {
        for (String feed : topology.viewsOf(record.partition().topicId())) {
            if (!failed.contains(feed)) {
                take(feed, record, batch);
            }
        }
    }

    private void take(String feed, FreshRecord record, Batch batch) {
        LogPartition at = record.partition();
        byte[] rows = record.rows().get(topology.freshKeys().get(feed));
        if (rows == null) {
            return; // from before the view existed, or had this text
        }
        Offsets before = next.get(feed);
        long held = before.next(at.partition());
        if (record.to() <= held) {
            return;
        }
        if (record.from() > held) {
            failed.add(feed);
            sink.fail(feed, gap(feed, at, held, record));
            return;
        }
        if (rows.length > 0) {
            batch.add(
                    topology.targetOfView().get(feed),
                    new Arrival(
                            new FeedPartition(feed, at.partition()),
                            new BlockRange(record.from(), record.to()),
                            -1,
                            record.from() < held ? held : 0,
                            SourceRows.derived(feed, rows)));
        }
        Offsets after = before.with(at.partition(), record.to());
        next.put(feed, after);
        batch.advance(feed, after);
    }

    private static PipitException gap(String feed, LogPartition at, long held, FreshRecord record) {
        return new PipitException(
                ErrorCode.FRESH_GAP,
                "The fresh rows of '" + feed + "' have a gap: partition " + at.partition() + " is held up to offset "
                        + held
                        + ", and the next record starts at " + record.from()
                        + ". They are read again from what the lake covers; try again shortly.");
    }

    /** The fresh topic is trimmed below what the lake covers, so whoever was further behind than that begins there anew. */
    private static PipitException trimmed(String feed) {
        return new PipitException(
                ErrorCode.FRESH_GAP,
                "The fresh rows of '" + feed
                        + "' were trimmed before they were read here. They are read again from what"
                        + " the lake covers; try again shortly.");
    }

    @Override
    void disconnect() {
        FreshReader open = reader;
        reader = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    void wakeup() {
        FreshReader open = reader;
        if (open != null) {
            open.wakeup();
        }
    }
}
