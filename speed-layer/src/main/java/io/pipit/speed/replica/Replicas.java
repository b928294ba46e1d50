package io.pipit.speed.replica;

import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.log.BlockReader;
import io.pipit.core.log.FreshReader;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.core.log.Topics;
import io.pipit.core.project.ViewPlan;
import io.pipit.speed.SpeedJobConfig;
import io.pipit.speed.SpeedPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Every table that views read beside their sources. Before blocks run, {@link #catchUp()} brings all of them up to what was accepted
 * until then: a row whose request was acknowledged before an event was sent is seen with that event. Rows that come later change
 * nothing that was derived before, as in the engine that defined the dialect.
 *
 * <p>Each subtask has its own copy, in the memory of its engine, which spills to its folder.
 */
public final class Replicas implements JoinedTables, AutoCloseable {
    private final SpeedJobConfig.Kafka kafka;
    private final SpeedPlan plan;
    private final EngineSession session;
    private final SortedMap<String, ReplicaTable> tables = new TreeMap<>();
    private final List<Tail> tails = new ArrayList<>();
    private Lake lake;
    private LogAdmin admin;

    /** Opens the replicas of a plan in a session; none when no view joins. */
    public Replicas(SpeedPlan plan, SpeedJobConfig config, EngineSession session) {
        this.plan = plan;
        this.session = session;
        kafka = config.kafka();
        if (!plan.joined().isEmpty()) {
            open(config);
        }
    }

    private void open(SpeedJobConfig config) {
        lake = new Lake(config.lake());
        admin = new LogAdmin(kafka.bootstrapServers(), kafka.client());
        Topics topics = new Topics(kafka.topicPrefix());
        for (String name : plan.joined()) {
            TableSpec spec = plan.table(name);
            LakeTable held = lake.find(name).orElseGet(() -> lake.ensure(spec));
            tables.put(name, new ReplicaTable(spec, held, session));
        }
        tables.forEach((name, table) -> {
            if (plan.landing().contains(name)) {
                LogTopic log = admin.ensure(topics.log(name), kafka.partitions());
                tails.add(
                        new LandingTail(admin, log, table, new BlockReader(kafka.bootstrapServers(), kafka.client())));
            }
        });
        LogTopic fresh = admin.ensure(topics.fresh(), kafka.partitions());
        tails.add(new FreshTail(
                admin,
                fresh,
                tables,
                writers(topics),
                from -> new FreshReader(kafka.bootstrapServers(), kafka.client(), fresh, from)));
        catchUp();
    }

    private Map<String, List<FreshTail.Writer>> writers(Topics topics) {
        Map<String, List<FreshTail.Writer>> writers = new HashMap<>();
        tables.forEach((name, table) -> {
            for (ViewPlan view : plan.writers(name)) {
                LogTopic log = admin.ensure(topics.log(view.root()), kafka.partitions());
                writers.computeIfAbsent(log.topicId(), t -> new ArrayList<>())
                        .add(new FreshTail.Writer(view.feed(), plan.freshKey(view.feed()), table));
            }
        });
        return writers;
    }

    /** Takes in everything that was accepted before the call. */
    public void catchUp() {
        if (tails.isEmpty()) {
            return;
        }
        session.optimize(true); // the views may have left it off
        tails.forEach(Tail::catchUp);
        tables.values().forEach(ReplicaTable::refresh);
    }

    @Override
    public String relation(String table) {
        ReplicaTable replica = tables.get(table);
        if (replica == null) {
            throw new PipitException(ErrorCode.INTERNAL, "There is no replica of the table '" + table + "'.");
        }
        return replica.relation();
    }

    @Override
    public void close() {
        tails.forEach(Tail::close);
        if (lake != null) {
            lake.close();
        }
        if (admin != null) {
            admin.close();
        }
    }
}
