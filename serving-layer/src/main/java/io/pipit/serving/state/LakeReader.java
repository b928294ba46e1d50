package io.pipit.serving.state;

import io.pipit.core.block.TableSpec;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeScan;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.TableState;
import io.pipit.core.log.LogTopic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Current snapshots of the lake as views of tables. Used by one thread. */
final class LakeReader {
    private final Lake lake;
    private final Topology topology;
    private final LakeSegments segments;
    private final Map<String, LakeTable> opened = new ConcurrentHashMap<>();

    LakeReader(Deployment deployment, Topology topology, String prefix) {
        this.lake = deployment.lake();
        this.topology = topology;
        this.segments = new LakeSegments(prefix, deployment.cacheLimitBytes(), deployment.dropper(), this::scan);
    }

    /** The current snapshot; an empty one while the table does not exist. */
    TableState refresh(String table) {
        return open(table)
                .map(LakeTable::refresh)
                .orElseGet(() -> new TableState(table, -1, Coverage.EMPTY, List.of()));
    }

    /** An earlier snapshot, when it has not expired; -1 stands for a table without any. For any thread. */
    Optional<TableState> at(String table, long snapshotId) {
        return snapshotId < 0
                ? Optional.of(new TableState(table, -1, Coverage.EMPTY, List.of()))
                : open(table).flatMap(held -> held.at(snapshotId));
    }

    /** A table without fresh rows at a snapshot. */
    TableView view(TableSpec spec, TableState state) {
        Map<String, Offsets> coverage = new HashMap<>();
        for (String feed : topology.feeds(spec.name())) {
            coverage.put(feed, coverage(state, feed));
        }
        LakeSegments.Reading reading = segments.reading(spec, state);
        return new TableView(spec, state, reading.rows(), reading.tables(), coverage, List.of());
    }

    /** What a snapshot accounts for of a feed. */
    Offsets coverage(TableState state, String feed) {
        LogTopic log = topology.logOfFeed().get(feed);
        return Offsets.of(log, state.coverage().feeds().get(feed));
    }

    /** The copies of files in memory. */
    LakeSegments segments() {
        return segments;
    }

    /** Reads files of a table. For any thread. */
    LakeScan scan(TableSpec spec, List<TableState.StoredFile> files) {
        return open(spec.name())
                .map(t -> t.scan(spec, files))
                .orElseThrow(() -> new IllegalStateException("Files of a table that does not exist: " + spec.name()));
    }

    private Optional<LakeTable> open(String table) {
        LakeTable known = opened.get(table);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<LakeTable> found = lake.find(table);
        found.ifPresent(t -> opened.put(table, t));
        return found;
    }
}
