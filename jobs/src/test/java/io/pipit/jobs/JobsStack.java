package io.pipit.jobs;

import io.pipit.batch.EngineBounds;
import io.pipit.core.block.Block;
import io.pipit.core.block.BlockHeader;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.lake.Lake;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.lake.TableState;
import io.pipit.core.log.BlockWriter;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.core.log.embedded.EmbeddedBroker;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.sql.MergeSql;
import io.pipit.jobs.copy.ClusterCopyJobs;
import io.pipit.jobs.copy.CopyAttempt;
import io.pipit.jobs.copy.CopyJobs;
import io.pipit.jobs.copy.CopyRuns;
import io.pipit.jobs.copy.EdgeFinder;
import io.pipit.jobs.copy.RetryPolicy;
import io.pipit.jobs.copy.RunHistory;
import io.pipit.jobs.copy.Spreading;
import io.pipit.jobs.copy.TakenRows;
import io.pipit.jobs.deploy.DeploymentStore;
import io.pipit.jobs.deploy.Deployments;
import io.pipit.jobs.deploy.Populates;
import io.pipit.jobs.fill.FillJobs;
import io.pipit.jobs.fill.FillStore;
import io.pipit.jobs.flink.Await;
import io.pipit.jobs.flink.FlinkCluster;
import io.pipit.jobs.flink.embedded.EmbeddedFlink;
import io.pipit.jobs.plan.Change;
import io.pipit.jobs.plan.Followers;
import io.pipit.jobs.plan.OlderVersions;
import io.pipit.jobs.plan.PlanApplier;
import io.pipit.jobs.plan.PlanSwitch;
import io.pipit.jobs.plan.TableFiller;
import io.pipit.jobs.speed.SpeedSupervisor;
import io.pipit.jobs.store.JobsDatabase;
import io.pipit.speed.SpeedJob;
import io.pipit.speed.SpeedJobConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.apache.flink.streaming.api.graph.ExecutionPlan;

/** Log, lake, Flink, the speed job and copy runs of a project in one process, as a server has them. */
public final class JobsStack implements AutoCloseable {
    private static final int PARTITIONS = 2;
    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(500);

    private final EmbeddedBroker broker;
    private final AutoCloseable clusterOwner;
    private final JobsDatabase database;
    private final BlockWriter blocks;
    private final Engine engine;
    private final EngineSession session;
    public final LakeConfig lakeConfig;
    public final FlinkCluster cluster;
    public final LogSettings logs;
    public final Lake lake;
    public final SpeedSupervisor speed;
    public final RunHistory history;
    public final CopyRuns copies;
    /** More than there are free slots: parts wait for each other. */
    private static final int COPY_PARTS = 3;

    private final PlanApplier tables;
    private final Duration commitInterval;
    public final FillJobs fills;
    private volatile IntSupplier beforeFilling = () -> COPY_PARTS;
    private volatile Plan plan;

    private JobsStack(
            Path folder,
            ProjectFiles project,
            FlinkCluster cluster,
            AutoCloseable clusterOwner,
            LakeConfig lakeConfig,
            String jobsUrl,
            long fillFromRows,
            Duration commitInterval)
            throws IOException {
        this.commitInterval = commitInterval;
        this.clusterOwner = clusterOwner;
        this.cluster = cluster;
        this.lakeConfig = lakeConfig;
        plan = compile(project); // before the broker: one whose folder is deleted ends the process
        Path temp = Files.createDirectories(folder.resolve("temp"));
        broker = EmbeddedBroker.start(folder.resolve("kafka"));
        logs = new LogSettings(broker.bootstrapServers(), Map.of(), "test", PARTITIONS);
        lake = new Lake(lakeConfig);
        database = JobsDatabase.open(jobsUrl, "", "");
        blocks = new BlockWriter(logs.bootstrapServers(), Map.of());
        engine = Engine.open(new EngineConfig(1, 128 << 20, temp));
        session = engine.session();
        fills = new FillJobs(new FillStore(database), Clock.systemUTC());
        tables = new PlanApplier(
                logs,
                lake,
                Optional.of(new TableFiller(
                        cluster,
                        lakeConfig,
                        lake,
                        new EngineBounds(1, 128 << 20),
                        fillFromRows,
                        fills,
                        () -> beforeFilling.getAsInt())),
                Duration.ofSeconds(1));
        tables.apply(plan);
        speed = new SpeedSupervisor(cluster, this::speedJob, told -> {});
        speed.start(plan.files());
        history = new RunHistory(database);
        copies = copies(
                new ClusterCopyJobs(cluster),
                new EdgeFinder(lake, logs, speed::cut, Duration.ofSeconds(60)),
                new RetryPolicy(6, 200, 2_000));
    }

    /** Runs of copies with parts of their own; to be closed. */
    public CopyRuns copies(CopyJobs jobs, EdgeFinder edges, RetryPolicy retries) {
        EngineBounds bounds = new EngineBounds(1, 128 << 20);
        Spreading spreading = new Spreading(lake, () -> COPY_PARTS, 0);
        CopyAttempt attempt = new CopyAttempt(jobs, lake, lakeConfig, logs, edges, bounds, spreading);
        return new CopyRuns(history, attempt, lake, () -> plan, retries, Clock.systemUTC(), 1, TakenRows.NONE);
    }

    /** Starts with a project's texts by path, with everything in this process. */
    public static JobsStack start(Path folder, Map<String, String> project) {
        EmbeddedFlink flink = flink(folder);
        return embedded(flink, flink, folder, project, Long.MAX_VALUE);
    }

    /** The same, on a Flink that several stacks use one after the other; it is left to the caller, without jobs. */
    public static JobsStack start(EmbeddedFlink flink, Path folder, Map<String, String> project) {
        return start(flink, folder, project, Long.MAX_VALUE);
    }

    /** The same, where tables of so many rows are read from the lake rather than from their logs when a version changes. */
    public static JobsStack start(EmbeddedFlink flink, Path folder, Map<String, String> project, long fillFromRows) {
        return embedded(flink, () -> endJobs(flink.client()), folder, project, fillFromRows);
    }

    private static JobsStack embedded(
            EmbeddedFlink flink, AutoCloseable owner, Path folder, Map<String, String> project, long fillFromRows) {
        try {
            return new JobsStack(
                    folder,
                    ProjectFiles.of(project),
                    flink.client(),
                    owner,
                    new LakeConfig(
                            RefusingCatalog.class.getName(),
                            h2(folder.resolve("catalog")),
                            folder.resolve("warehouse").toString(),
                            Map.of()),
                    h2(folder.resolve("jobs")),
                    fillFromRows,
                    COMMIT_INTERVAL);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A Flink with room for the speed job and one task more. */
    public static EmbeddedFlink flink(Path temp) {
        return EmbeddedFlink.start(PARTITIONS + 1, temp);
    }

    private static void endJobs(FlinkCluster cluster) {
        Await.until("no job runs", () -> {
            List<FlinkCluster.KnownJob> running = cluster.jobs().stream()
                    .filter(job -> !job.status().isGloballyTerminalState())
                    .toList();
            running.forEach(job -> cluster.cancel(job.id()));
            return running.isEmpty();
        });
    }

    /**
     * Starts on a cluster, with a lake and runs in a database; all three are left to the caller. New tables are filled from the lake, and
     * commits are rarer: there they are requests to services in processes of their own.
     */
    public static JobsStack on(
            FlinkCluster cluster, String databaseUrl, LakeConfig lake, Path folder, Map<String, String> project) {
        try {
            return new JobsStack(
                    folder, ProjectFiles.of(project), cluster, () -> {}, lake, databaseUrl, 1, Duration.ofSeconds(2));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The project as it is. */
    public Plan plan() {
        return plan;
    }

    /** The database of runs. */
    public JobsDatabase database() {
        return database;
    }

    /** Held while it is decided what is derived from the logs, see {@link PlanApplier#logHold}. */
    public Lock logHold() {
        return tables.logHold();
    }

    /** Goes on with another version of the project. */
    public void apply(Map<String, String> project) {
        Plan next = OlderVersions.known(plan, compile(ProjectFiles.of(project)));
        new PlanSwitch(tables, speed, history).to(plan, next, Followers.tables(now -> plan = now));
    }

    /** What another version of the project would change. */
    public List<Change> changes(Map<String, String> project) {
        return tables.changes(plan, OlderVersions.known(plan, compile(ProjectFiles.of(project))));
    }

    /** Fills what another version of the project needs, beside what is live. */
    public void stage(Map<String, String> project) {
        new PlanSwitch(tables, speed, history)
                .stage(OlderVersions.known(plan, compile(ProjectFiles.of(project))), () -> {});
    }

    /** Versions that are deployed one after the other; to be closed. */
    public Deployments deployments(Runnable atTheSwitch) {
        Followers followers = Followers.tables(now -> {
            atTheSwitch.run();
            plan = now;
        });
        return new Deployments(
                new DeploymentStore(database),
                tables,
                new PlanSwitch(tables, speed, history),
                followers,
                () -> plan,
                fills,
                Clock.systemUTC());
    }

    /** Fillings that are asked for, beside these deployments. */
    public Populates populates(Deployments deployments, Runnable atTheSwitch) {
        return populates(deployments, Followers.tables(now -> {
            atTheSwitch.run();
            plan = now;
        }));
    }

    /** The same; something happens when all is filled, and no table has changed places. */
    public Populates populatesThen(Deployments deployments, Runnable filled) {
        return populates(deployments, new Followers() {
            @Override
            public void filled() {
                filled.run();
            }

            @Override
            public void tables(Plan next) {
                plan = next;
            }

            @Override
            public void readers(Plan next) {}

            @Override
            public void intake(Plan next) {}
        });
    }

    private Populates populates(Deployments deployments, Followers followers) {
        return new Populates(deployments, fills, tables, new PlanSwitch(tables, speed, history), followers, () -> plan);
    }

    /** Fillings stop at the gate before their jobs are submitted. */
    public void fillBehind(Gate gate) {
        beforeFilling = () -> {
            gate.pass();
            return COPY_PARTS;
        };
    }

    /** What a process does that starts on what another one left. */
    public void startAgain() {
        startAgain(plan, Optional::empty);
    }

    /**
     * The same with a version of the project.
     *
     * @param madeBy the version by which the tables were made
     */
    public List<String> startAgain(Plan first, Supplier<Optional<Plan>> madeBy) {
        speed.pause();
        List<String> anew = tables.atStart(first, madeBy);
        plan = first;
        speed.apply(plan.files());
        return anew;
    }

    /** Makes the rows of a view's target once more. */
    public void again(String target) {
        new PlanSwitch(tables, speed, history).again(plan, Set.of(target), Followers.tables(now -> {}));
    }

    /** Sends one block with the rows of a query; it is durable when this returns. */
    public synchronized void send(String dataSource, String rows) {
        byte[] ipc = session.queryIpc(rows);
        int count = (int) session.queryLong("SELECT count(*) FROM (" + rows + ")");
        long nowMicros = Math.multiplyExact(System.currentTimeMillis(), 1000L);
        BlockHeader header = new BlockHeader(dataSource, 1, nowMicros, count, 0, "", 0);
        blocks.write(topic(dataSource), new Block(header, ipc, new byte[0])).join();
    }

    /** A number from the committed and merged rows of a table, under the name {@code t}. */
    public synchronized long number(String table, String expression) {
        LakeTable held = lake.find(table).orElseThrow();
        var spec = plan.table(table).orElseThrow();
        String rows = held.scanSql(spec, held.refresh().files());
        return session.queryLong("SELECT " + expression + " FROM " + new MergeSql().merged(spec, rows, true) + " AS t");
    }

    /** Files with the rows of a query, hidden columns among them, for a table; nothing is committed. */
    public synchronized List<LakeFile> staged(String table, String rows) {
        return lake.find(table).orElseThrow().write(session, plan.table(table).orElseThrow(), rows);
    }

    /** The feeds of the rows of a file. */
    public synchronized String feeds(String table, TableState.StoredFile file) {
        String rows = lake.find(table).orElseThrow().scanSql(plan.table(table).orElseThrow(), List.of(file));
        return session.query("SELECT coalesce(string_agg(DISTINCT _feed, ' '), '') FROM " + rows + " AS t", result -> {
            result.next();
            return result.getString(1);
        });
    }

    private LogTopic topic(String dataSource) {
        try (LogAdmin admin = new LogAdmin(logs.bootstrapServers(), Map.of())) {
            return admin.ensure(logs.topics().log(dataSource), PARTITIONS);
        }
    }

    private ExecutionPlan speedJob(ProjectFiles files) {
        return SpeedJob.graph(new SpeedJobConfig(
                        files,
                        new SpeedJobConfig.Kafka(
                                logs.bootstrapServers(), logs.client(), logs.topicPrefix(), logs.partitions()),
                        lakeConfig,
                        PARTITIONS,
                        new SpeedJobConfig.EngineBounds(64 << 20, ""))
                .withEpochs(new SpeedJobConfig.Epochs(commitInterval, 128L << 20)));
    }

    /** The plan of a project's texts. */
    public static Plan compile(ProjectFiles files) {
        ProjectCompiler.Compilation compiled = new ProjectCompiler().compile(files);
        return compiled.plan()
                .orElseThrow(() -> new AssertionError(compiled.problems().toString()));
    }

    /** The address of a database in files. */
    public static String h2(Path file) {
        return "jdbc:h2:async:" + file + ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0";
    }

    @Override
    public void close() {
        copies.close();
        speed.close();
        blocks.close();
        session.close();
        engine.close();
        try {
            clusterOwner.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        database.close();
        lake.close();
        broker.close();
    }
}
