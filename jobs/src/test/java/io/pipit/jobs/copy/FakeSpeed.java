package io.pipit.jobs.copy;

import io.pipit.core.block.Block;
import io.pipit.core.block.BlockHeader;
import io.pipit.core.block.Column;
import io.pipit.core.block.EngineClause;
import io.pipit.core.block.Feed;
import io.pipit.core.block.LogPartition;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.PositionVector;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.type.DataType.StringType;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.log.BlockWriter;
import io.pipit.core.log.CommitNotice;
import io.pipit.core.log.FreshWriter;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.core.log.embedded.EmbeddedBroker;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.ViewPlan;
import io.pipit.core.sql.TranslatedQuery;
import io.pipit.jobs.LogSettings;
import io.pipit.jobs.speed.SpeedSupervisor.Cut;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A log, a lake, and what a speed job does to their tables: commits of coverage, table by table, and notices. No rows. */
final class FakeSpeed implements AutoCloseable {
    static final String JOB = "job-1";
    static final Plan PLAN = plan();

    private final EmbeddedBroker broker;
    private final BlockWriter blocks;
    private final LogAdmin admin;
    private final FreshWriter fresh;
    final LogTopic log;
    final LogSettings settings;
    final Lake lake;
    private long epoch;

    FakeSpeed(Path folder) {
        broker = EmbeddedBroker.start(folder.resolve("kafka"));
        settings = new LogSettings(broker.bootstrapServers(), Map.of(), "test", 2);
        admin = new LogAdmin(settings.bootstrapServers(), Map.of());
        log = admin.ensure(settings.topics().log("events"), 2);
        LogTopic freshTopic = admin.ensure(settings.topics().fresh(), 2);
        fresh = new FreshWriter(settings.bootstrapServers(), Map.of(), freshTopic);
        blocks = new BlockWriter(settings.bootstrapServers(), Map.of());
        lake = new Lake(new LakeConfig(
                "jdbc",
                "jdbc:h2:async:" + folder.resolve("catalog") + ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0",
                folder.resolve("warehouse").toString(),
                Map.of()));
        PLAN.tables().values().forEach(lake::ensure);
    }

    /** Sends blocks, which are acknowledged when this returns. */
    void send(int count) {
        for (int i = 0; i < count; i++) {
            BlockHeader header = new BlockHeader("events", 1, 1, 0, 0, "", 0);
            blocks.write(log, new Block(header, new byte[0], new byte[0])).join();
        }
    }

    /** Where the log ends now. */
    PositionVector end() {
        TreeMap<LogPartition, Long> next = new TreeMap<>();
        admin.latest(log).forEach((p, offset) -> next.put(new LogPartition(log.topicId(), p), offset));
        return new PositionVector(next);
    }

    /** Commits one table up to a position, as one of an epoch's commits. */
    long commit(String table, PositionVector position) {
        String feed = table.equals("hits") ? Feed.view("by_hour", "n") : Feed.log("events");
        return lake.find(table)
                .orElseThrow()
                .commit(new TableChange(
                        List.of(),
                        List.of(),
                        CoveragePlan.set(c -> c.withFeed(feed, new FeedCoverage(new TreeMap<>(position.next())))),
                        "speed"))
                .state()
                .snapshotId();
    }

    /** A whole epoch, one table after the other, then its notice. */
    Cut epoch(PositionVector position, List<String> order) {
        epoch++;
        Map<String, Long> snapshots = new HashMap<>();
        order.forEach(table -> snapshots.put(table, commit(table, position)));
        fresh.write(new CommitNotice(JOB, epoch, snapshots)).join();
        return new Cut(JOB, epoch);
    }

    /** A notice of another job. */
    void otherJob() {
        fresh.write(new CommitNotice("job-2", 1, Map.of())).join();
    }

    PositionVector covered(String table, long snapshot) {
        LakeTable held = lake.find(table).orElseThrow();
        return new PositionVector(held.at(snapshot).orElseThrow().coverage().feeds().values().stream()
                .findFirst()
                .map(FeedCoverage::partitions)
                .orElse(new TreeMap<>()));
    }

    static SortedSet<String> tables(String... names) {
        return new TreeSet<>(Set.of(names));
    }

    private static Plan plan() {
        Map<String, TableSpec> tables = new HashMap<>();
        for (String name : List.of("events", "events_quarantine", "hits", "snapshot")) {
            List<Column> columns = List.of(new Column("user", new StringType()));
            tables.put(name, new TableSpec(name, columns, EngineClause.MERGE_TREE, List.of(), PartitionKey.NONE));
        }
        TranslatedQuery none = new TranslatedQuery(List.of(""), List.of(), List.of(), Set.of(), true, Set.of());
        ViewPlan view = new ViewPlan(
                Feed.view("by_hour", "n"), "by_hour", "n", "events", "events", "hits", none, List.of("user"));
        return new Plan(
                ProjectFiles.of(Map.of()), tables, Set.of("events"), List.of(view), Map.of(), Map.of(), List.of());
    }

    @Override
    public void close() {
        blocks.close();
        fresh.close();
        admin.close();
        lake.close();
        broker.close();
    }
}
