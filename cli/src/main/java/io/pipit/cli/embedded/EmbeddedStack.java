package io.pipit.cli.embedded;

import io.pipit.batch.EngineBounds;
import io.pipit.cli.metrics.Metrics;
import io.pipit.cli.server.BindAddress;
import io.pipit.cli.server.HttpServer;
import io.pipit.cli.server.Routes;
import io.pipit.core.config.PipitConfig;
import io.pipit.core.lake.Lake;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.Plan;
import io.pipit.intake.IntakeConfig;
import io.pipit.intake.http.EventsRoutes;
import io.pipit.intake.http.FileRoutes;
import io.pipit.intake.http.KafkaRoutes;
import io.pipit.jobs.LogSettings;
import io.pipit.jobs.deploy.DeployRequest;
import io.pipit.jobs.deploy.DeployRequest.Promotion;
import io.pipit.jobs.deploy.DeploymentStore;
import io.pipit.jobs.deploy.Deployments;
import io.pipit.jobs.deploy.FirstVersion;
import io.pipit.jobs.deploy.Populates;
import io.pipit.jobs.fill.FillJobs;
import io.pipit.jobs.fill.FillStore;
import io.pipit.jobs.flink.FlinkClusters;
import io.pipit.jobs.flink.ReachableParts;
import io.pipit.jobs.http.ControlRoutes;
import io.pipit.jobs.http.CopyRoutes;
import io.pipit.jobs.http.DataSourceRoutes;
import io.pipit.jobs.http.DeploymentRoutes;
import io.pipit.jobs.http.HistoryRoutes;
import io.pipit.jobs.http.QuarantineRoutes;
import io.pipit.jobs.http.ReconcileRoutes;
import io.pipit.jobs.http.SetAsideRoutes;
import io.pipit.jobs.plan.Followers;
import io.pipit.jobs.plan.PlanApplier;
import io.pipit.jobs.plan.PlanSwitch;
import io.pipit.jobs.plan.TableFiller;
import io.pipit.jobs.schedule.CopyScheduler.Sharing;
import io.pipit.jobs.schedule.config.CronConfigs;
import io.pipit.jobs.schedule.firing.Standing;
import io.pipit.jobs.speed.SpeedSupervisor;
import io.pipit.jobs.store.JobsDatabase;
import io.pipit.serving.ServingLayer;
import io.pipit.serving.http.ServingRoutes;
import io.pipit.speed.SpeedJob;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The whole stack in one process, from the same parts as an installation of many.
 *
 * <pre>
 *   broker ─┬─► topics, tables ─┬─► serving ─┐
 *   lake  ──┘                   ├─► intake ──┼─► HTTP server
 *   Flink ──────────────────────┴─► speed    │
 *   runs and schedules ────────────► copies ─┘
 * </pre>
 */
public final class EmbeddedStack implements AutoCloseable {
    /** Smaller tables are derived from their logs faster than a batch job starts. */
    private static final long FILLED_FROM_ROWS = Long.getLong("pipit.filled-from-rows", 200_000);

    private static final Duration READERS_PATIENCE = Duration.ofMinutes(30);

    private final PipitConfig config;
    private final StackSchedules cron;
    private final StackSettings settings;
    private final StackHooks hooks;
    private final Closer closer;
    private final Progress progress;
    private final Optional<OtherProcesses> others;

    private String kafka;
    private FlinkClusters flink;
    private Lake lake;
    private JobsDatabase database;
    private LogSettings logs;
    private PlanApplier tables;
    private ServingLayer serving;
    private IntakePart intake;
    private OwnReading reading;
    private StackReconcile reconcile;
    private SpeedSupervisor speed;
    private StackJobs jobs;
    private FillJobs fills;
    private Deployments deployments;
    private Populates populates;
    private StackTokens tokens;
    private Operations operations;
    private volatile StackFeeders feeders;
    private FileJobs.Readers files;
    private FixtureRoutes fixtures;
    private HttpServer server;
    private volatile Plan plan;

    private EmbeddedStack(
            PipitConfig config,
            StackSchedules cron,
            StackSettings settings,
            StackHooks hooks,
            Closer closer,
            Progress progress,
            Optional<OtherProcesses> others) {
        this.others = others;
        this.config = config;
        this.cron = cron;
        this.settings = settings;
        this.hooks = hooks;
        this.closer = closer;
        this.progress = progress;
    }

    /** Starts everything with a plan; returns when the server listens. What was started is closed again when a part fails. */
    static EmbeddedStack start(PipitConfig config, StateFolder state, Plan plan, Progress progress, StackHooks hooks) {
        return start(config, CronConfigs.Place.NONE, state, plan, progress, hooks);
    }

    /** The same with the schedules of a place. */
    static EmbeddedStack start(
            PipitConfig config,
            CronConfigs.Place place,
            StateFolder state,
            Plan plan,
            Progress progress,
            StackHooks hooks) {
        return start(config, place, state, plan, progress, hooks, Optional.empty());
    }

    /** The same; where there are others, they take events and answer queries, and this stack does all else. */
    static EmbeddedStack start(
            PipitConfig config,
            CronConfigs.Place place,
            StateFolder state,
            Plan plan,
            Progress progress,
            StackHooks hooks,
            Optional<OtherProcesses> others) {
        BindAddress.check(config.server());
        StackSettings settings = new StackSettings(config, state, hooks);
        new ReachableParts(settings.lake(), settings.brokers()).require(config.flink());
        Closer closer = new Closer();
        closer.add(state);
        Sharing sharing = others.isPresent() ? Sharing.SEVERAL_SERVERS : Sharing.ONE_SERVER;
        StackSchedules cron = new StackSchedules(place, plan, sharing);
        EmbeddedStack stack = new EmbeddedStack(config, cron, settings, hooks, closer, progress, others);
        try {
            stack.build(Foundations.start(config, settings, state, plan, progress, closer));
            stack.startLayers(plan);
            return stack;
        } catch (RuntimeException | Error e) {
            closer.close();
            throw e;
        }
    }

    /** The port of the server. */
    public int port() {
        return server.port();
    }

    /** The parts that tests attack while they run. */
    StackParts parts() {
        return new StackParts(
                flink.embedded().orElseThrow(),
                serving,
                intake.intake(),
                logs,
                settings.speed(plan.files(), logs.bootstrapServers(), OptionalLong.empty()));
    }

    /** The project as it is live. */
    public Plan plan() {
        return plan;
    }

    /** How everything is. */
    public StackHealth health() {
        return new StackHealth(Optional.ofNullable(serving), speed, intake.intake(), feeders.all()::status);
    }

    /** How the schedules are doing that it fires. */
    List<Standing> schedules() {
        return jobs.schedules().standings();
    }

    /**
     * Goes on with the folder's files, when they are others than when it was last loaded: tables and topics first, then the speed
     * layer, then readers, then intake.
     *
     * @return whether they are
     */
    public boolean load(Plan folder) {
        if (!deployments.changed(folder)) {
            return false;
        }
        deployments.run(new DeployRequest(folder, FirstVersion.user(), "folder", Promotion.BY_ITSELF, ""));
        return true;
    }

    /** From now on it takes fixtures of projects. */
    public void takeFixtures() {
        fixtures.begin();
    }

    @Override
    public void close() {
        closer.close();
    }

    private final class StackFollowers implements Followers {
        @Override
        public void tables(Plan next) {
            plan = next;
            cron.apply(next);
            tokens.apply(next);
            others.ifPresent(o -> o.tables(next));
        }

        @Override
        public void readers(Plan next) {
            if (others.isPresent()) {
                others.get().readers(next);
                reading.apply(next);
                return;
            }
            serving.apply(
                    next, READERS_PATIENCE, missing -> progress.say("  queries wait for the new version: " + missing));
        }

        @Override
        public void intake(Plan next) {
            intake.apply(next);
            feeders.apply(next);
            others.ifPresent(o -> o.intake(next));
        }
    }

    private void build(Foundations on) {
        kafka = on.kafka();
        flink = on.flink();
        lake = on.lake();
        database = on.database();
    }

    private void startLayers(Plan folder) {
        logs = settings.logs(kafka);
        DeploymentStore versions = new DeploymentStore(database);
        FirstVersion known = new FirstVersion(versions, Clock.systemUTC(), progress::say);
        Supplier<Optional<Plan>> madeBy = known.madeBy(folder);
        Plan first = others.isPresent() ? known.ofStore(folder) : known.of(folder);
        fills = new FillJobs(new FillStore(database), Clock.systemUTC());
        fills.resume();
        TableFiller filler = new TableFiller(
                flink.batch().cluster(),
                flink.batch().lake(settings.lake()),
                lake,
                batchEngine(),
                FILLED_FROM_ROWS,
                fills);
        tables = new PlanApplier(logs, lake, Optional.of(filler));
        List<String> anew = tables.atStart(first, madeBy);
        plan = first;
        tokens = new StackTokens(database, this::plan);
        tokens.apply(first);
        speed = closer.add(new SpeedSupervisor(
                flink.speed().cluster(),
                files -> SpeedJob.graph(
                        settings.speed(files, kafka, flink.speed().slotMemoryBytes())),
                progress::say));
        if (others.isEmpty()) {
            serving = closer.add(openServing());
        }
        ParallelStart start = new ParallelStart(closer);
        start.task("speed layer", progress, () -> {
            speed.start(first.files());
            jobs = startJobs();
        });
        start.task("serving layer, intake", progress, () -> {
            if (others.isEmpty()) {
                serving.start(first);
            }
            intake = new IntakePart(settings, hooks, logs, closer);
            intake.apply(first);
        });
        start.await();
        others.ifPresent(o -> o.begin(versions, first, anew));
        files = FileJobs.Readers.over(intake.intake(), lake, name -> plan.table(name), settings.files());
        jobs.changes().resume();
        reading = closer.add(new OwnReading(this::openServing, () -> plan));
        Supplier<ServingLayer> rows = others.isPresent() ? reading : () -> serving;
        reconcile = closer.add(new StackReconcile(
                database,
                rows,
                logs,
                intake.intake(),
                intake.guard(),
                jobs.changeStore(),
                jobs.changes(),
                () -> plan,
                others));
        reconcile.resume();
        cron.reconcileBy(reconcile.runs());
        PlanSwitch change = new PlanSwitch(tables, speed, jobs.history());
        Followers followers = new StackFollowers();
        deployments =
                closer.add(new Deployments(versions, tables, change, followers, () -> plan, fills, Clock.systemUTC()));
        populates = closer.add(new Populates(deployments, fills, tables, change, followers, () -> plan));
        operations = new Operations(
                intake.intake(),
                lake,
                () -> plan,
                jobs.history(),
                jobs.changeStore(),
                jobs.changes(),
                reconcile.store(),
                fills.store(),
                versions);
        closer.add(operations.start());
        feeders = closer.add(new StackFeeders(intake.intake(), lake, logs, hooks.clock(), operations.feeders()));
        feeders.apply(plan);
        server = closer.add(HttpServer.start(config.server(), health(), tokens, routes()));
    }

    private ServingLayer openServing() {
        return new ServingLayer(settings.serving(), settings.kafka(kafka), logs.topics(), lake);
    }

    private StackJobs startJobs() {
        StackJobs.Ground ground = new StackJobs.Ground(
                settings, flink.batch(), lake, logs, database, speed, tables.logHold(), this::catchUp);
        return StackJobs.start(ground, cron, new FileJobs(() -> files), () -> plan, closer);
    }

    private void catchUp(Collection<String> tables) {
        if (serving != null) {
            serving.catchUp(tables);
        }
    }

    private EngineBounds batchEngine() {
        return settings.copies(flink.batch().slotMemoryBytes());
    }

    private List<CopyPlan> scheduled() {
        return cron.over(plan.copies().values());
    }

    private List<Routes> routes() {
        Metrics metrics =
                closer.add(operations.metrics(health(), Optional.ofNullable(serving), intake.intake(), speed));
        metrics.topics(feeders.all()::status);
        metrics.schedules(this::schedules);
        List<Routes> routes = new ArrayList<>(control(metrics));
        if (serving != null) {
            IntakeConfig bounds = settings.intake();
            ServingVisibility visibility = closer.add(new ServingVisibility(serving, bounds.visibleTimeoutMillis()));
            routes.add(
                    new EventsRoutes(intake.intake(), visibility, bounds.visibleTimeoutMillis(), metrics.events())
                            ::register);
            fixtures = FixtureRoutes.over(
                    intake.intake(), files.stage(), jobs.changes(), serving, this::plan, settings.fixtures());
            routes.add(fixtures);
            routes.add(new ServingRoutes(serving, settings.serving().resultLimitBytes(), metrics.questions())::addTo);
        }
        routes.add(metrics);
        return routes;
    }

    private List<Routes> control(Metrics metrics) {
        List<Routes> routes = new ArrayList<>();
        routes.add(new ReconcileRoutes(reconcile.runs(), this::plan)::addTo);
        routes.add(new KafkaRoutes(feeders.all())::register);
        routes.add(new ControlRoutes(jobs.copies(), Optional.of(jobs.changes()), Optional.of(populates))::addTo);
        routes.add(new DataSourceRoutes(jobs.changes())::addTo);
        routes.add(new QuarantineRoutes(jobs.changes(), this::plan)::addTo);
        routes.add(new HistoryRoutes(jobs.changes(), jobs.rollbacks())::addTo);
        routes.add(new FileRoutes(
                files.files(),
                files.stage(),
                new FileReplacing(jobs.changes(), files.stage(), () -> plan),
                metrics.events())::register);
        routes.add(new CopyRoutes(jobs.copies(), jobs.schedules(), () -> plan, this::scheduled)::addTo);
        routes.add(cron.routes(jobs.copies(), jobs.maintenance())::addTo);
        routes.add(new PopulationRoutes(populates, lake, this::plan));
        routes.add(new BuildRoutes(this::plan, deployments, cron.place(), cron::apply));
        routes.add(new DeploymentRoutes(deployments)::addTo);
        routes.add(tokens);
        routes.add(cron.maintenanceRoutes(jobs.maintenance())::addTo);
        routes.add(new SetAsideRoutes(lake, jobs.changes(), this::plan)::addTo);
        return routes;
    }
}
