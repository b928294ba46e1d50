package io.pipit.speed;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.Polling;
import io.pipit.core.block.Block;
import io.pipit.core.block.BlockHeader;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.TableState;
import io.pipit.core.log.BlockWriter;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.core.log.Topics;
import io.pipit.core.log.embedded.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/** A broker, a Flink cluster and a lake in this process, with what tests do to them. */
final class Installation implements AutoCloseable {
    static final int PARTITIONS = 2;
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final EmbeddedBroker broker;
    private final MiniCluster cluster;
    private final LogAdmin admin;
    private final BlockWriter writer;
    private final Engine engine;
    private final EngineSession session;
    private final Path folder;

    Installation(Path folder) throws Exception {
        this.folder = folder;
        broker = EmbeddedBroker.start(folder.resolve("log"));
        cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(loopback())
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(2 * PARTITIONS)
                .build());
        cluster.start();
        admin = new LogAdmin(broker.bootstrapServers(), Map.of());
        writer = new BlockWriter(broker.bootstrapServers(), Map.of());
        engine = Engine.open(new EngineConfig(1, 400_000_000, folder.resolve("engine")));
        session = engine.session();
    }

    private static Configuration loopback() {
        Configuration configuration = new Configuration();
        configuration.set(JobManagerOptions.BIND_HOST, "127.0.0.1");
        configuration.set(TaskManagerOptions.BIND_HOST, "127.0.0.1");
        configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        configuration.set(RestOptions.BIND_PORT, "0");
        return configuration;
    }

    LogAdmin admin() {
        return admin;
    }

    EngineSession session() {
        return session;
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** An empty world of its own: other topics and another lake than those of other tests. */
    World world(TestProject project) {
        return new World("w" + UUID.randomUUID().toString().substring(0, 8), project);
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        for (long asked = System.nanoTime(); !condition.getAsBoolean(); asked = System.nanoTime()) {
            assertThat(System.nanoTime()).as("deadline for: %s", what).isLessThan(deadline);
            Polling.rest(asked);
        }
    }

    /** What one test sees of the installation. */
    final class World implements AutoCloseable {
        private final Topics topics;
        private final LakeConfig lakeConfig;
        private final Lake lake;
        private final Expected expected = new Expected();
        private final List<JobID> jobs = new ArrayList<>();
        private SpeedPlan plan;
        private SpeedJobConfig config;

        World(String name, TestProject project) {
            topics = new Topics(name);
            lakeConfig = new LakeConfig(
                    "jdbc",
                    "jdbc:h2:file:" + folder.resolve(name).resolve("catalog")
                            + ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0;DB_CLOSE_DELAY=-1",
                    folder.resolve(name).resolve("warehouse").toString(),
                    Map.of("jdbc.user", "sa", "jdbc.password", ""));
            lake = new Lake(lakeConfig);
            use(project);
        }

        /** Goes on with another project. */
        void use(TestProject project) {
            plan = SpeedPlan.compile(project.files());
            config = new SpeedJobConfig(
                            project.files(),
                            new SpeedJobConfig.Kafka(
                                    broker.bootstrapServers(),
                                    Map.of(),
                                    topics.log("x").replace(".log.x", ""),
                                    PARTITIONS),
                            lakeConfig,
                            PARTITIONS,
                            new SpeedJobConfig.EngineBounds(
                                    200_000_000, folder.resolve("spill").toString()))
                    .withEpochs(new SpeedJobConfig.Epochs(Duration.ofMillis(400), 128 << 20));
        }

        SpeedJobConfig config() {
            return config;
        }

        SpeedPlan plan() {
            return plan;
        }

        Lake lake() {
            return lake;
        }

        Topics topics() {
            return topics;
        }

        LogTopic log(String dataSource) {
            return admin.ensure(topics.log(dataSource), PARTITIONS);
        }

        Expected expected() {
            return expected;
        }

        /** Writes a block of events and notes what has to come of it. */
        void events(Event... events) throws Exception {
            events("", events);
        }

        /** Writes a block of a request with an idempotency key. */
        void events(String key, Event... events) throws Exception {
            BlockWriter.Written at = write("events", key, Event.sql(events), events.length, new byte[0]);
            expected.events(at, key, events);
        }

        void quarantined(String why) throws Exception {
            byte[] bad = session.queryIpc("select '" + why + "' as c__raw");
            BlockHeader header = new BlockHeader("events", 1, System.currentTimeMillis() * 1000, 0, 1, "", 0);
            writer.write(log("events"), new Block(header, new byte[0], bad)).get(60, TimeUnit.SECONDS);
        }

        void clicks(String user, long n) throws Exception {
            BlockWriter.Written at =
                    write("clicks", "", "select '" + user + "' as \"user\", " + n + "::bigint as n", 1, new byte[0]);
            expected.clicks(at, user, n);
        }

        private BlockWriter.Written write(String dataSource, String key, String sql, int rows, byte[] quarantined)
                throws Exception {
            BlockHeader header = new BlockHeader(dataSource, 1, System.currentTimeMillis() * 1000, rows, 0, key, 0);
            return writer.write(log(dataSource), new Block(header, session.queryIpc(sql), quarantined))
                    .get(60, TimeUnit.SECONDS);
        }

        JobID start() throws Exception {
            return start(config);
        }

        JobID start(SpeedJobConfig with) throws Exception {
            JobID job = cluster.submitJob(SpeedJob.graph(with))
                    .get(60, TimeUnit.SECONDS)
                    .getJobID();
            jobs.add(job);
            return job;
        }

        JobStatus status(JobID job) {
            return cluster.getJobStatus(job).join();
        }

        /** The error that ended a job. */
        Throwable failure(JobID job) {
            return cluster.requestJobResult(job).join().getSerializedThrowable().orElseThrow();
        }

        long trigger(JobID job) throws Exception {
            return cluster.triggerCheckpoint(job, CheckpointType.CONFIGURED).get(60, TimeUnit.SECONDS);
        }

        void cancel(JobID job) {
            if (!status(job).isGloballyTerminalState()) {
                cluster.cancelJob(job).join();
            }
            await("the job is cancelled", () -> status(job).isGloballyTerminalState());
        }

        /** Waits until every table accounts for everything that is in the logs. */
        void awaitCommitted() {
            await("all tables reach the ends of the logs", this::committed);
        }

        boolean committed() {
            for (String landing : plan.landing()) {
                LogTopic log = log(landing);
                Map<Integer, Long> ends = admin.latest(log);
                for (Target target : plan.targets(landing)) {
                    FeedCoverage held = coverage(target);
                    if (log.logPartitions().stream().anyMatch(p -> held.next(p) < ends.get(p.partition()))) {
                        return false;
                    }
                }
            }
            return true;
        }

        FeedCoverage coverage(Target target) {
            return lake.find(target.table())
                    .map(t -> t.refresh().coverage().feeds().get(target.feed()))
                    .orElse(new FeedCoverage(new TreeMap<>()));
        }

        /** All rows of a table in the lake as texts of their block and the expressions, sorted. */
        List<String> rows(String table, String expressions) {
            TableSpec spec = plan.table(table);
            LakeTable held = lake.find(table).orElseThrow();
            TableState state = held.refresh();
            return Rows.texts(session, held.scanSql(spec, state.files()), expressions);
        }

        /** Every table holds for each block exactly what it has to. */
        void assertExact() {
            assertThat(rows("events", "_row, id, kind, amount")).isEqualTo(expected.raw());
            assertThat(rows("by_kind", "kind, n::bigint, total::bigint")).isEqualTo(expected.byKind());
            assertThat(rows("big", "id, kind, amount")).isEqualTo(expected.big());
            if (plan.tables().contains("by_big")) {
                assertThat(rows("by_big", "kind, n::bigint")).isEqualTo(expected.byBig());
            }
            assertThat(rows("by_user", "\"user\", n::bigint")).isEqualTo(expected.byUser());
        }

        @Override
        public void close() {
            jobs.forEach(this::cancel);
            lake.close();
        }
    }

    @Override
    public void close() throws Exception {
        session.close();
        engine.close();
        writer.close();
        admin.close();
        cluster.close();
        broker.close();
    }
}
