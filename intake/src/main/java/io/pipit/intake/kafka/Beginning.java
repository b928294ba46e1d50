package io.pipit.intake.kafka;

import io.pipit.core.block.Block;
import io.pipit.core.block.BlockHeader;
import io.pipit.core.block.SourcePoint;
import io.pipit.core.block.SourceRange;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.log.SourceChains;
import io.pipit.core.project.connector.KafkaSource;
import io.pipit.core.project.connector.KafkaSource.Reset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds out where a topic is read on from, and writes down where reading begins. For one thread. */
final class Beginning {
    private final KafkaSource source;
    private final SourceAdmin admin;
    private final ChainLog log;
    private final FeederMeters meters;
    private final int schemaVersion;
    private final long nowMicros;

    Beginning(
            KafkaSource source,
            SourceAdmin admin,
            ChainLog log,
            FeederMeters meters,
            int schemaVersion,
            long nowMicros) {
        this.source = source;
        this.admin = admin;
        this.log = log;
        this.meters = meters;
        this.schemaVersion = schemaVersion;
        this.nowMicros = nowMicros;
    }

    /**
     * Begins with a topic of which nothing was read yet: all partitions, the first one last. Where that is known, a partition without
     * a point was added later. Another process may do the same at the same time; the log decides whose beginning counts.
     */
    void begin(SourceAdmin.Topic topic) {
        while (point(0).isEmpty()) {
            Map<Integer, Long> from = first(topic);
            List<SourceRange> others = new ArrayList<>();
            for (int p = 1; p < topic.partitions(); p++) {
                if (point(p).isEmpty()) {
                    others.add(anchor(topic, p, from.get(p), SourcePoint.NONE));
                }
            }
            write(others);
            write(List.of(anchor(topic, 0, from.get(0), SourcePoint.NONE)));
        }
    }

    /** Goes over from what was read to a topic that was made anew, or to the end of one that lost its end. */
    void goOver(SourceAdmin.Topic topic) {
        Map<Integer, Long> earliest = admin.earliest(topic);
        Map<Integer, Long> latest = admin.latest(topic);
        List<SourceRange> bridges = new ArrayList<>();
        for (int p = 0; p < topic.partitions(); p++) {
            Optional<SourcePoint> held = point(p);
            if (held.isPresent() && !same(topic, held.get())) {
                bridges.add(anchor(topic, p, earliest.get(p), held.get()));
            } else if (held.isPresent() && held.get().next() > latest.get(p)) {
                bridges.add(anchor(topic, p, latest.get(p), held.get()));
            }
        }
        write(bridges);
    }

    /**
     * Where a partition is read on from.
     *
     * @throws PipitException {@code SOURCE_CHANGED} when the topic is another one now, or lost its end
     */
    OpenBlock.Place place(SourceAdmin.Topic topic, int partition, long earliest, long latest) {
        Optional<SourcePoint> held = point(partition);
        if (held.isEmpty()) {
            return new OpenBlock.Place(SourcePoint.NONE, earliest);
        }
        SourcePoint point = held.get();
        if (!same(topic, point)) {
            throw changed(
                    "was made anew: its id is " + topic.id() + " now. What was read of the former one up to offset "
                            + point.next() + " of partition " + partition
                            + " stays. To read the new one from its beginning");
        } else if (point.next() > latest) {
            throw changed("lost its end: partition " + partition + " was read up to offset " + point.next()
                    + " and ends at " + latest + " now. To go on with what is written from now on");
        } else if (point.next() < earliest) {
            meters.lost(partition, point.next(), earliest);
            return new OpenBlock.Place(point, earliest);
        }
        return new OpenBlock.Place(point, point.next());
    }

    private PipitException changed(String what) {
        return new PipitException(
                ErrorCode.SOURCE_CHANGED,
                "The topic '" + source.topic() + "' at " + source.connection().bootstrapServers() + " " + what
                        + ": pipit datasource kafka " + source.dataSource() + " --go-on");
    }

    private Map<Integer, Long> first(SourceAdmin.Topic topic) {
        Map<Integer, Long> earliest = admin.earliest(topic);
        Map<Integer, Long> latest = admin.latest(topic);
        Map<Integer, Long> from = new HashMap<>(source.reset() == Reset.EARLIEST ? earliest : latest);
        admin.committed(topic, source.group()).forEach((p, offset) -> {
            if (offset >= earliest.getOrDefault(p, 0L) && offset <= latest.getOrDefault(p, -1L)) {
                from.put(p, offset);
            }
        });
        return from;
    }

    /** A block without rows for each partition of the log; waits until they are there, and reads what became of them. */
    private void write(List<SourceRange> anchors) {
        Map<Integer, List<SourceRange>> byPartition = new TreeMap<>();
        anchors.forEach(a -> byPartition
                .computeIfAbsent(log.partition(a.group(), a.topic(), a.partition()), p -> new ArrayList<>())
                .add(a));
        byPartition.values().forEach(ranges -> {
            BlockHeader header = new BlockHeader(source.dataSource(), schemaVersion, nowMicros, 0, 0, "", 0);
            log.write(new Block(header.with(ranges), new byte[0], new byte[0]));
        });
        log.settle().ifPresent(failure -> {
            throw SourceErrors.of(source.connection(), source.topic(), failure);
        });
        log.catchUp();
    }

    private SourceRange anchor(SourceAdmin.Topic topic, int partition, long at, SourcePoint after) {
        return new SourceRange(source.group(), source.topic(), partition, topic.id(), at, at, after);
    }

    private Optional<SourcePoint> point(int partition) {
        return log.point(source.group(), source.topic(), partition);
    }

    private static boolean same(SourceAdmin.Topic topic, SourcePoint point) {
        return SourceChains.point(topic.id(), point.next()).equals(point);
    }
}
