package io.pipit.speed.replica;

import io.pipit.core.block.LogPartition;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.SourceRows;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.LakeScan;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.TableState;
import io.pipit.core.lake.remote.FileCache.Lease;
import io.pipit.core.sql.MergeSql;
import io.pipit.speed.Failures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of one table in the engine of a subtask: those of a snapshot, and those of every block after it. Each row carries its
 * identity, so nothing is held twice: a block below what its feed has reached is dropped.
 */
final class ReplicaTable {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaTable.class);
    private static final String ARRIVING = "arriving";

    private final TableSpec spec;
    private final LakeTable lake;
    private final EngineSession session;
    private final MergeSql merge = new MergeSql();
    private final String rows;
    private final String merged;
    private final Map<String, Map<LogPartition, Long>> next = new HashMap<>();
    private TableState state;
    private boolean stale = true;

    ReplicaTable(TableSpec spec, LakeTable lake, EngineSession session) {
        this.spec = spec;
        this.lake = lake;
        this.session = session;
        rows = "replica rows of " + spec.name();
        merged = "replica of " + spec.name();
        session.createFromRows(rows, true, spec, List.of());
        reload();
    }

    String name() {
        return spec.name();
    }

    /** Takes the newest snapshot; what has arrived beyond it stays. */
    void reload() {
        state = lake.refresh();
        LakeScan scan = lake.scan(spec, state.files());
        try (Lease here = scan.open()) {
            session.execute("CREATE OR REPLACE TEMP TABLE " + quoted(rows) + " AS SELECT * FROM " + scan.sql()
                    + " UNION ALL SELECT * FROM " + quoted(rows) + " WHERE " + beyond());
        }
        state.coverage()
                .feeds()
                .forEach((feed, coverage) -> coverage.partitions()
                        .forEach((partition, covered) ->
                                next.computeIfAbsent(feed, f -> new HashMap<>()).merge(partition, covered, Math::max)));
        stale = true;
    }

    /** Which of the rows held are not in the snapshot: those of blocks that a feed has brought beyond its coverage. */
    private String beyond() {
        List<String> parts = new ArrayList<>();
        next.forEach((feed, partitions) -> {
            FeedCoverage coverage = coverage(feed);
            partitions
                    .keySet()
                    .forEach(p -> parts.add("(_feed = '" + feed.replace("'", "''") + "' AND _part = " + p.partition()
                            + " AND _off >= " + coverage.next(p) + ")"));
        });
        return parts.isEmpty() ? "false" : String.join(" OR ", parts);
    }

    /** What the snapshot accounts for. */
    FeedCoverage coverage(String feed) {
        FeedCoverage held = state.coverage().feeds().get(feed);
        return held == null ? new FeedCoverage(new TreeMap<>()) : held;
    }

    /** The first block of a feed that is not held. */
    long next(String feed, LogPartition partition) {
        return next.getOrDefault(feed, Map.of()).getOrDefault(partition, 0L);
    }

    /** Adds the rows of blocks below an offset; those that are held already are left out. */
    void add(String feed, LogPartition partition, long to, SourceRows more) {
        long held = next(feed, partition);
        if (to <= held) {
            return;
        }
        if (!more.ipc().isEmpty()) {
            insert(more, held);
            stale = true;
        }
        next.computeIfAbsent(feed, f -> new HashMap<>()).put(partition, to);
    }

    private void insert(SourceRows more, long held) {
        try {
            session.withRows(ARRIVING, spec, List.of(more), s -> {
                s.execute("INSERT INTO " + quoted(rows) + " SELECT * FROM " + ARRIVING + " WHERE _off >= " + held);
                return null;
            });
        } catch (RuntimeException e) {
            if (!Failures.mayBePoison(e)) {
                throw e;
            }
            LOG.warn(
                    "A block of {} cannot be read and is left out where views join it: {}",
                    spec.name(),
                    e.getMessage());
        }
    }

    /** Makes the merged form again when rows have come. */
    void refresh() {
        if (stale) {
            session.execute("CREATE OR REPLACE TEMP TABLE " + quoted(merged) + " AS SELECT * FROM "
                    + merge.merged(spec, "(SELECT * FROM " + quoted(rows) + ")", false));
            stale = false;
        }
    }

    /** The engine's text that reads the merged form. */
    String relation() {
        return quoted(merged);
    }

    private static String quoted(String name) {
        return EngineSession.quoted(name);
    }
}
