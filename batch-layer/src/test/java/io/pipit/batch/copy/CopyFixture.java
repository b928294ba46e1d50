package io.pipit.batch.copy;

import io.pipit.batch.EngineBounds;
import io.pipit.batch.TaskProgress;
import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.Feed;
import io.pipit.core.block.LogPartition;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.DateTimeType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.block.type.DataType.NullableType;
import io.pipit.core.block.type.DataType.StringType;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.TableState;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.sql.OutputColumn;
import io.pipit.core.sql.TranslatedQuery;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A lake with a table of events that a speed writer feeds, and a copy of it; without Kafka and Flink. */
final class CopyFixture implements AutoCloseable {
    static final LogPartition PARTITION = new LogPartition("topic", 0);
    static final TableSpec EVENTS = new TableSpec(
            "events",
            List.of(new Column("user", new StringType()), new Column("n", new IntType(64, true))),
            EngineClause.MERGE_TREE,
            List.of(new SortKey("user", "\"user\"", "user")),
            PartitionKey.NONE);
    static final TableSpec TARGET = new TableSpec(
            "snapshot",
            List.of(
                    new Column("user", new StringType()),
                    new Column("n", new IntType(32, false)),
                    new Column("note", new NullableType(new StringType())),
                    new Column("at", new DateTimeType(""))),
            EngineClause.MERGE_TREE,
            List.of(new SortKey("user", "\"user\"", "user")),
            PartitionKey.NONE);

    private final LakeConfig config;
    final Lake lake;
    final Engine engine;
    final EngineSession session;
    final LakeTable events;
    final LakeTable target;

    CopyFixture(Path folder) {
        config = new LakeConfig(
                "jdbc",
                "jdbc:h2:async:" + folder.resolve("catalog") + ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0",
                folder.resolve("warehouse").toString(),
                Map.of());
        lake = new Lake(config);
        engine = Engine.open(new EngineConfig(1, 256 << 20, folder.resolve("spill")));
        session = engine.session();
        events = lake.ensure(EVENTS);
        target = lake.ensure(TARGET);
    }

    /** The query of a copy in the engine's text, with {@code $events} and {@code $snapshot} for tables. */
    static TranslatedQuery query(String sql, String... columns) {
        List<String> pieces = Arrays.asList(sql.split("\\$\\w+", -1));
        List<String> slots = Arrays.stream(sql.split("[^$\\w]+"))
                .filter(word -> word.startsWith("$"))
                .map(word -> word.substring(1))
                .toList();
        DataType text = new StringType();
        return new TranslatedQuery(
                pieces,
                slots,
                Arrays.stream(columns).map(name -> new OutputColumn(name, text)).toList(),
                Set.copyOf(slots),
                false,
                Set.of());
    }

    static Plan plan() {
        return new Plan(
                ProjectFiles.of(Map.of()),
                Map.of("events", EVENTS, "snapshot", TARGET),
                Set.of("events"),
                List.of(),
                Map.of("take", new CopyPlan("take", "snapshot", CopyPlan.Mode.REPLACE, "")),
                Map.of(),
                List.of());
    }

    /** One event a block: commits the blocks [from, to) as the speed layer does, into a table. */
    TableState feed(LakeTable table, TableSpec spec, String feed, long from, long to) {
        String values = spec.columns().stream()
                .map(c -> switch (c.name()) {
                    case "user" -> "'u' || (range % 3) AS \"user\"";
                    case "n" -> "range::" + c.storage() + " AS n";
                    default -> "NULL::" + c.storage() + " AS \"" + c.name() + "\"";
                })
                .collect(Collectors.joining(", "));
        if (spec.name().equals(TARGET.name())) {
            values = values.replace("NULL::TIMESTAMP", "TIMESTAMP '2026-01-01 00:00:00'");
        }
        List<LakeFile> files = table.write(
                session,
                spec,
                "SELECT '" + feed + "' AS _feed, 0 AS _part, range::BIGINT AS _off, 0 AS _row,"
                        + " TIMESTAMP '2026-01-01 00:00:00' AS _at, " + values + " FROM range(" + from + ", " + to
                        + ")");
        return table.commit(new TableChange(
                        files,
                        List.of(),
                        CoveragePlan.set(current ->
                                current.withFeed(feed, new FeedCoverage(new TreeMap<>(Map.of(PARTITION, to))))),
                        "speed"))
                .state();
    }

    TableState feedEvents(long from, long to) {
        return feed(events, EVENTS, Feed.log("events"), from, to);
    }

    CopySpec spec(CopyPlan.Mode mode, String runId, String runKey) {
        Map<String, Long> snapshots = new HashMap<>();
        snapshots.put("events", events.refresh().snapshotId());
        snapshots.put("snapshot", target.refresh().snapshotId());
        return new CopySpec(
                ProjectFiles.of(Map.of()),
                config,
                "take",
                Map.of(),
                mode,
                runId,
                runKey,
                Repetition.NO_OP,
                1_767_225_600_000_000L,
                "topic:0=9",
                snapshots,
                new EngineBounds(1, 256 << 20),
                1);
    }

    /** The same run, in batches. */
    CopySpec inBatches(CopySpec spec, String by, String size) {
        return new CopySpec(
                spec.project(),
                spec.lake(),
                spec.pipe(),
                Map.of(Batches.BY, List.of(by), Batches.SIZE, List.of(size)),
                spec.mode(),
                spec.runId(),
                spec.runKey(),
                spec.repetition(),
                spec.runAtMicros(),
                spec.edge(),
                spec.snapshots(),
                spec.engine(),
                1);
    }

    CopyOutcome run(CopySpec spec, TranslatedQuery query) {
        return new CopyWork(spec, plan(), query, lake, Clock.systemUTC(), new TaskProgress()).run(session);
    }

    /** A column of the target, as one text. */
    String read(String expression) {
        return session.query(
                "SELECT coalesce(string_agg((" + expression
                        + ")::VARCHAR, ' ' ORDER BY \"user\", _off, n), '') FROM "
                        + target.scanSql(TARGET, target.refresh().files()),
                result -> {
                    result.next();
                    return result.getString(1);
                });
    }

    @Override
    public void close() {
        session.close();
        engine.close();
        lake.close();
    }
}
