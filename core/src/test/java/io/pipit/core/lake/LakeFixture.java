package io.pipit.core.lake;

import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.LogPartition;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.type.DataType.DateTimeType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.block.type.DataType.StringType;
import io.pipit.core.lake.LakeTable.CommitResult;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.Decision;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.LakeTable.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** A lake on an H2 catalog in a folder, an engine, and the steps that tests of it repeat. */
public final class LakeFixture implements AutoCloseable {
    static final String FEED = "log:events";
    static final LogPartition PARTITION = new LogPartition("topic", 0);
    static final TableSpec SPEC = new TableSpec(
            "events",
            List.of(
                    new Column("user", new StringType()),
                    new Column("n", new IntType(32, false)),
                    new Column("at", new DateTimeType(""))),
            EngineClause.MERGE_TREE,
            List.of(new SortKey("user", "\"user\"", "user")),
            new PartitionKey(PartitionKey.Transform.MONTH, "at"));

    private final LakeConfig config;
    final Engine engine;

    /** Of an engine with one thread. */
    public final EngineSession session;

    /** The open catalog. */
    public final Lake lake;

    /** A new catalog in the folder. */
    public LakeFixture(Path folder) {
        this.config = new LakeConfig(
                "jdbc",
                "jdbc:h2:" + folder.resolve("catalog-" + UUID.randomUUID())
                        + ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0;DB_CLOSE_DELAY=-1",
                folder.resolve("warehouse").toString(),
                Map.of());
        this.engine = Engine.open(new EngineConfig(1, 512L << 20, folder.resolve("spill")));
        this.session = engine.session();
        this.lake = new Lake(config);
    }

    /** Another opening of the same catalog, as another process has. */
    Lake another() {
        return new Lake(config);
    }

    /** How the catalog is opened. */
    public LakeConfig config() {
        return config;
    }

    /** The rows [from, to) as if each were a block of one event. */
    static String rows(long from, long to) {
        return "SELECT '" + FEED + "' AS _feed, 0 AS _part, range AS _off, 0 AS _row, "
                + "TIMESTAMP '2026-01-01 00:00:00' AS _at, 'u' || range AS \"user\", CAST(range AS UINTEGER) AS n, "
                + "TIMESTAMP '2026-01-15 00:00:00' + INTERVAL 1 DAY * range AS \"at\" FROM range(" + from + ", " + to
                + ")";
    }

    /** A change as the speed layer makes it: it holds only where the last one ended. */
    static TableChange append(List<LakeFile> files, long from, long to) {
        return new TableChange(files, List.of(), step(from, to), "speed");
    }

    static CoveragePlan step(long from, long to) {
        return current -> {
            long next = next(current);
            if (next >= to) {
                return new Decision(Verdict.ALREADY_DONE, null);
            }
            return next == from
                    ? new Decision(Verdict.COMMIT, covered(current, to))
                    : new Decision(Verdict.CONFLICT, null);
        };
    }

    static Coverage covered(Coverage coverage, long to) {
        return coverage.withFeed(FEED, new FeedCoverage(new TreeMap<>(Map.of(PARTITION, to))));
    }

    static long next(Coverage coverage) {
        FeedCoverage feed = coverage.feeds().get(FEED);
        return feed == null ? 0 : feed.next(PARTITION);
    }

    CommitResult commit(LakeTable table, long from, long to) {
        return table.commit(append(table.write(session, SPEC, rows(from, to)), from, to));
    }

    long count(LakeTable table, TableState state) {
        return session.queryLong("SELECT count(*) FROM " + table.scanSql(SPEC, state.files()));
    }

    @Override
    public void close() {
        session.close();
        engine.close();
        lake.close();
    }
}
