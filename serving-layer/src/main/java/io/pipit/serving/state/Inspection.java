package io.pipit.serving.state;

import io.pipit.core.block.LogPartition;
import io.pipit.core.block.PositionVector;
import io.pipit.core.log.LogTopic;
import io.pipit.serving.ServingStatus.FeedStatus;
import io.pipit.serving.ServingStatus.TableStatus;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Looks at a version from outside: positions and sizes. */
public final class Inspection {
    private final Topology topology;
    private final ReadState state;

    /** Of a version now. */
    public Inspection(ServingVersion version) {
        this.topology = version.topology();
        this.state = version.cell().current();
    }

    /** What every feed has reached that can be read with the others. */
    public PositionVector position() {
        SortedMap<LogPartition, Long> next = new TreeMap<>();
        for (LogTopic log : topology.logs().values()) {
            LiveFeeds.of(state, topology, log.topicId()).stream()
                    .map(feed -> state.progress().get(feed))
                    .reduce(Offsets::min)
                    .ifPresent(offsets -> next.putAll(vector(log, offsets).next()));
        }
        return new PositionVector(next);
    }

    /** How far each feed is. */
    public List<FeedStatus> feeds() {
        return new TreeMap<>(state.progress())
                .entrySet().stream().map(e -> feed(e.getKey(), e.getValue())).toList();
    }

    private FeedStatus feed(String feed, Offsets offsets) {
        LogTopic log = topology.logOfFeed().get(feed);
        Offsets farthest = state.progress().entrySet().stream()
                .filter(e -> topology.logOfFeed().get(e.getKey()).equals(log))
                .map(Map.Entry::getValue)
                .reduce(offsets, Offsets::max);
        String error = state.failures().containsKey(feed)
                ? state.failures().get(feed).code() + ": "
                        + state.failures().get(feed).getMessage()
                : "";
        return new FeedStatus(feed, log.name(), vector(log, offsets), offsets.behind(farthest), error);
    }

    /** How each table is read. */
    public List<TableStatus> tables() {
        return new TreeMap<>(state.tables())
                .values().stream().map(Inspection::table).toList();
    }

    private static TableStatus table(TableView view) {
        long fresh =
                view.generations().stream().mapToLong(g -> g.contents().rows()).sum();
        return new TableStatus(
                view.spec().name(),
                view.snapshot().snapshotId(),
                view.snapshot().rows(),
                view.snapshot().files().size(),
                fresh,
                view.generations().size());
    }

    private static PositionVector vector(LogTopic log, Offsets offsets) {
        SortedMap<LogPartition, Long> next = new TreeMap<>();
        for (int p = 0; p < offsets.partitions(); p++) {
            next.put(new LogPartition(log.topicId(), p), offsets.next(p));
        }
        return new PositionVector(next);
    }
}
