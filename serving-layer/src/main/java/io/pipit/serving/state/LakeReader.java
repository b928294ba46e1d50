package io.pipit.serving.state;

import io.pipit.core.block.TableSpec;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.TableState;
import io.pipit.core.log.LogTopic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Current snapshots of the lake as views of tables. Thread-safe. */
final class LakeReader {
    private final Lake lake;
    private final Topology topology;
    private final Map<String, LakeTable> opened = new ConcurrentHashMap<>();

    LakeReader(Lake lake, Topology topology) {
        this.lake = lake;
        this.topology = topology;
    }

    /** The current snapshot; an empty one while the table does not exist. */
    TableState refresh(String table) {
        return open(table)
                .map(LakeTable::refresh)
                .orElseGet(() -> new TableState(table, -1, Coverage.EMPTY, List.of()));
    }

    /** A table without fresh rows at a snapshot. */
    TableView view(TableSpec spec, TableState state) {
        Map<String, Offsets> coverage = new HashMap<>();
        for (String feed : topology.feeds(spec.name())) {
            coverage.put(feed, coverage(state, feed));
        }
        String sql = state.files().isEmpty()
                ? ""
                : open(spec.name()).map(t -> t.scanSql(spec, state.files())).orElse("");
        return new TableView(spec, state, sql, coverage, List.of());
    }

    /** What a snapshot accounts for of a feed. */
    Offsets coverage(TableState state, String feed) {
        LogTopic log = topology.logOfFeed().get(feed);
        return Offsets.of(log, state.coverage().feeds().get(feed));
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
