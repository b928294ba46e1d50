package io.pipit.serving;

import io.pipit.core.block.Block;
import io.pipit.core.block.BlockHeader;
import io.pipit.core.block.Feed;
import io.pipit.core.block.LogPartition;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.SourceRows;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.LakeTable.CoveragePlan;
import io.pipit.core.lake.LakeTable.TableChange;
import io.pipit.core.lake.TableState;
import io.pipit.core.log.BlockWriter;
import io.pipit.core.log.CommitNotice;
import io.pipit.core.log.FreshRecord;
import io.pipit.core.log.FreshWriter;
import io.pipit.core.log.LogTopic;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Does by hand what the speed layer does: publishes partial rows and commits with coverage, step by step as a test wants it. */
final class SpeedStub {
    /** A block that was sent, with what the model needs of it. */
    record Sent(int partition, long offset, Block block, List<Event> events) {}

    /** One event. */
    record Event(String kind, long value) {}

    private final Lake lake;
    private final LogTopic log;
    private final BlockWriter blocks;
    private final FreshWriter fresh;
    private final EngineSession session;
    private final Map<Integer, SortedMap<Long, Sent>> sent = new ConcurrentHashMap<>();
    private final Map<Integer, Long> freshNext = new HashMap<>();
    private Plan plan;
    private int attempts;

    SpeedStub(Lake lake, LogTopic log, BlockWriter blocks, FreshWriter fresh, EngineSession session, Plan plan) {
        this.lake = lake;
        this.log = log;
        this.blocks = blocks;
        this.fresh = fresh;
        this.session = session;
        this.plan = plan;
        for (int p = 0; p < log.partitions(); p++) {
            sent.put(p, new TreeMap<>());
            freshNext.put(p, 0L);
        }
    }

    void use(Plan other) {
        plan = other;
    }

    LogTopic log() {
        return log;
    }

    /** Sends one block. */
    Sent send(String key, List<Event> events) {
        StringBuilder rows = new StringBuilder("SELECT kind, value FROM (VALUES ");
        for (int i = 0; i < events.size(); i++) {
            rows.append(i == 0 ? "" : ", ")
                    .append("('")
                    .append(events.get(i).kind())
                    .append("', ")
                    .append(events.get(i).value())
                    .append("::BIGINT)");
        }
        byte[] ipc = session.queryIpc(rows.append(") AS t(kind, value)").toString());
        BlockHeader header = new BlockHeader("events", 1, System.currentTimeMillis() * 1000, events.size(), 0, key, 0);
        Block block = new Block(header, ipc, new byte[0]);
        BlockWriter.Written written = blocks.write(log, block).join();
        Sent done = new Sent(written.partition(), written.offset(), block, events);
        SortedMap<Long, Sent> partition = sent.get(written.partition());
        synchronized (partition) {
            partition.put(written.offset(), done);
        }
        return done;
    }

    /** The blocks of a range that are there. */
    List<Sent> range(int partition, long from, long to) {
        SortedMap<Long, Sent> all = sent.get(partition);
        synchronized (all) {
            return List.copyOf(all.subMap(from, to).values());
        }
    }

    /** Offset after the last block. */
    long end(int partition) {
        SortedMap<Long, Sent> all = sent.get(partition);
        synchronized (all) {
            return all.isEmpty() ? 0 : all.lastKey() + 1;
        }
    }

    /** Publishes what the views make of [from, to). */
    void publish(int partition, long from, long to) {
        write(record(partition, from, to));
    }

    void write(FreshRecord record) {
        freshNext.put(record.partition().partition(), fresh.write(record).join());
    }

    FreshRecord record(int partition, long from, long to) {
        Map<String, byte[]> rows = new HashMap<>();
        for (ViewPlan view : plan.views()) {
            rows.put(plan.freshKeys().get(view.feed()), rows(view, partition, from, to));
        }
        LogPartition at = new LogPartition(log.topicId(), partition);
        return new FreshRecord(at, from, to, "attempt-" + ++attempts, 0, 1, rows, List.of());
    }

    private byte[] rows(ViewPlan view, int partition, long from, long to) {
        List<SourceRows> raw = raw(partition, from, to);
        if (raw.isEmpty()) {
            return new byte[0];
        }
        TableSpec events = plan.table("events").orElseThrow();
        TableSpec target = plan.table(view.target()).orElseThrow();
        session.createFromRows("stub_blocks", true, events, raw);
        StringBuilder select = new StringBuilder("SELECT _part, _off, _row, _at");
        StringBuilder names = new StringBuilder("_part, _off, _row, _at");
        for (String column : view.targetColumns()) {
            select.append(", CAST(\"")
                    .append(column)
                    .append("\" AS ")
                    .append(target.column(column).orElseThrow().storage())
                    .append(") AS \"")
                    .append(column)
                    .append('"');
            names.append(", \"").append(column).append('"');
        }
        String made = view.sql().bind(t -> "stub_blocks");
        return session.queryIpc(select + " FROM (" + made + ") AS r(" + names + ")");
    }

    private List<SourceRows> raw(int partition, long from, long to) {
        List<SourceRows> rows = new ArrayList<>();
        for (Sent s : range(partition, from, to)) {
            BlockHeader header = s.block().header();
            rows.add(SourceRows.raw(
                    Feed.log("events"),
                    partition,
                    s.offset(),
                    header.acceptedAtMicros(),
                    s.block().rows()));
        }
        return rows;
    }

    /** Commits all tables up to what is published and sends the notice. */
    void commitAll(Map<Integer, Long> to) {
        Map<String, Long> snapshots = new TreeMap<>();
        plan.tables().keySet().stream().sorted().forEach(t -> snapshots.put(t, commit(t, to)));
        announce(snapshots);
    }

    void announce(Map<String, Long> snapshots) {
        fresh.write(new CommitNotice("stub", 1, snapshots)).join();
    }

    /** Says what a batch job says when it has changed rows of a table. */
    void announceChange(String table) {
        long snapshot = lake.find(table).orElseThrow().refresh().snapshotId();
        fresh.write(new CommitNotice("batch", -1, Map.of(table, snapshot))).join();
    }

    /** Commits one table up to the offsets. */
    long commit(String table, Map<Integer, Long> to) {
        TableSpec spec = plan.table(table).orElseThrow();
        LakeTable target = lake.ensure(spec);
        String feed = plan.views().stream()
                .filter(v -> v.target().equals(table))
                .map(ViewPlan::feed)
                .findFirst()
                .orElse(Feed.log("events"));
        FeedCoverage held = target.refresh().coverage().feeds().get(feed);
        SortedMap<LogPartition, Long> next = new TreeMap<>();
        List<SourceRows> rows = new ArrayList<>();
        for (int p = 0; p < log.partitions(); p++) {
            LogPartition at = new LogPartition(log.topicId(), p);
            long from = held == null ? 0 : held.next(at);
            long end = to.getOrDefault(p, from);
            next.put(at, end);
            rows.addAll(rowsOf(table, feed, p, from, end));
        }
        session.createFromRows("stub_stage", true, spec, rows);
        List<LakeFile> files = rows.isEmpty() ? List.of() : target.write(session, spec, "SELECT * FROM stub_stage");
        FeedCoverage coverage = new FeedCoverage(next, Map.copyOf(freshNext), Map.of(), List.of());
        return target.commit(
                        new TableChange(files, List.of(), CoveragePlan.set(c -> c.withFeed(feed, coverage)), "stub"))
                .state()
                .snapshotId();
    }

    /** Takes all rows that are committed out of a table; no notice is sent. */
    void delete(String table) {
        LakeTable target = lake.ensure(plan.table(table).orElseThrow());
        List<String> all = target.refresh().files().stream()
                .map(TableState.StoredFile::path)
                .toList();
        target.commit(new TableChange(List.of(), all, CoveragePlan.set(c -> c), "delete"));
    }

    /** Commits all rows of a table once more, as those of a view that the plan does not have. */
    long commitForeign(String table, String feed) {
        TableSpec spec = plan.table(table).orElseThrow();
        LakeTable target = lake.ensure(spec);
        List<LakeFile> files = target.write(
                session,
                spec,
                "SELECT * REPLACE ('" + feed + "' AS _feed) FROM "
                        + target.scanSql(spec, target.refresh().files()));
        return target.commit(new TableChange(
                        files,
                        List.of(),
                        CoveragePlan.set(c ->
                                c.withFeed(feed, c.feeds().values().iterator().next())),
                        "stub"))
                .state()
                .snapshotId();
    }

    private List<SourceRows> rowsOf(String table, String feed, int partition, long from, long to) {
        if (table.endsWith("_quarantine") || from >= to) {
            return List.of();
        }
        if (table.equals("events")) {
            return raw(partition, from, to);
        }
        ViewPlan view = plan.views().stream()
                .filter(v -> v.feed().equals(feed))
                .findFirst()
                .orElseThrow();
        byte[] ipc = rows(view, partition, from, to);
        return ipc.length == 0 ? List.of() : List.of(SourceRows.derived(feed, ipc));
    }
}
