package io.pipit.cli.embedded;

import io.pipit.cli.metrics.Metrics;
import io.pipit.cli.server.BindAddress;
import io.pipit.cli.server.Health;
import io.pipit.cli.server.HttpServer;
import io.pipit.cli.server.Routes;
import io.pipit.cli.tls.RenewedTrust;
import io.pipit.core.config.PipitConfig;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.project.Plan;
import io.pipit.core.project.Variables;
import io.pipit.intake.EventsIntake;
import io.pipit.intake.Visibility;
import io.pipit.intake.http.EventsRoutes;
import io.pipit.intake.http.IntakeObserver;
import io.pipit.jobs.LogSettings;
import io.pipit.jobs.deploy.DeploymentStore;
import io.pipit.jobs.installation.InstallationCheck;
import io.pipit.jobs.installation.Leadership;
import io.pipit.jobs.installation.LivePointer;
import io.pipit.jobs.installation.Processes;
import io.pipit.jobs.installation.Processes.Seen;
import io.pipit.jobs.store.JobsDatabase;
import io.pipit.serving.Readiness;
import io.pipit.serving.ServingLayer;
import io.pipit.serving.ServingStatus;
import io.pipit.serving.http.RequestObserver;
import io.pipit.serving.http.ServingRoutes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process of an installation of several, which share Kafka, a catalog, a warehouse and a database.
 *
 * <pre>
 *   every process    follows the pointer to the live version, says that it runs, passes on what it does not do itself
 *   intake           takes events into the logs
 *   serve            follows logs and fresh topic, answers queries
 *   schedule         where it leads: an {@link EmbeddedStack} without intake and serving
 * </pre>
 */
final class RoleProcess implements AutoCloseable, Health {
    private static final Logger LOG = LoggerFactory.getLogger(RoleProcess.class);
    private static final long STEP_MILLIS = 300;
    private static final int CONTROL_THREADS = 16;
    private static final Duration READERS_PATIENCE = Duration.ofMinutes(30);
    private static final Duration INTAKE_PATIENCE = Duration.ofSeconds(60);

    /** How the stack of the leader is made: with a configuration, and with the others. */
    interface Leading {
        EmbeddedStack start(PipitConfig config, OtherProcesses others);

        /** What this process has that the live version and its schedules do not, each with what to do. */
        default List<String> differences(Plan live, JobsDatabase database) {
            return List.of();
        }
    }

    private final Closer closer = new Closer();
    private final PipitConfig config;
    private final StackSettings settings;
    private final Set<Role> roles;
    private final String id = UUID.randomUUID().toString();
    private final ScheduledExecutorService steps = oneThread("pipit-installation");

    /** To go over to a version may take seconds, in which the others still have to hear that this process runs: they wait for it. */
    private final ScheduledExecutorService following = oneThread("pipit-live-version");

    private JobsDatabase database;
    private Processes processes;
    private InstallationView view;
    private LiveVersion version;
    private Optional<RoleOperations> operations = Optional.empty();
    private Optional<ServingLayer> serving = Optional.empty();
    private Optional<IntakePart> intake = Optional.empty();
    private Optional<ClaimFollower> claims = Optional.empty();
    private Optional<StackFeeders> feeders = Optional.empty();
    private Optional<Leadership> leadership = Optional.empty();
    private Optional<Control> control = Optional.empty();
    private HttpServer server;
    private RenewedTrust others;
    private final Trouble ofRunning = new Trouble();
    private final Trouble ofFollowing = new Trouble();
    private volatile List<String> differences = List.of();

    private RoleProcess(PipitConfig config, StackSettings settings, Set<Role> roles) {
        this.config = config;
        this.settings = settings;
        this.roles = roles;
    }

    /** Starts; returns when it listens, which it may do before there is a version. */
    static RoleProcess start(PipitConfig config, StateFolder state, Role role, Variables secrets, Leading leading) {
        BindAddress.check(config.server());
        StackSettings settings = new StackSettings(config, state, StackHooks.NONE);
        RoleProcess process = new RoleProcess(config, settings, role.single());
        process.closer.add(state);
        try {
            process.start(secrets, leading);
            return process;
        } catch (RuntimeException | Error e) {
            process.close();
            throw e;
        }
    }

    private void start(Variables secrets, Leading leading) {
        others = closer.add(
                new RenewedTrust("server.tls.ca", config.server().tls().ca()));
        LogSettings logs = settings.logs(settings.brokers().orElseThrow());
        new InstallationCheck(logs).reachable();
        database = closer.add(settings.openDatabase());
        Lake lake = closer.add(new Lake(settings.lake()));
        lake.checkWarehouse();
        new InstallationCheck(logs).same(database, lake);
        LivePointer pointer = new LivePointer(database);
        DeploymentStore versions = new DeploymentStore(database);
        processes = new Processes(database);
        view = new InstallationView(processes);
        if (roles.contains(Role.SERVE)) {
            serving = Optional.of(closer.add(new ServingLayer(
                    settings.serving(),
                    settings.kafka(logs.bootstrapServers()),
                    logs.topics(),
                    lake,
                    new TablesOfPointer(pointer, versions))));
        }
        if (roles.contains(Role.INTAKE)) {
            // It follows until what the intake has taken is in the log.
            closer.add((AutoCloseable) () -> claims.ifPresent(ClaimFollower::close));
            intake = Optional.of(new IntakePart(settings, StackHooks.NONE, logs, closer));
        }
        if (roles.contains(Role.INTAKE) || roles.contains(Role.SERVE)) {
            operations = Optional.of(new RoleOperations(intake, settings, logs, closer));
        }
        intake.ifPresent(part -> {
            claims = Optional.of(new ClaimFollower(id, database, part.guard()).start());
            StackFeeders readers = closer.add(new StackFeeders(
                    part.intake(),
                    lake,
                    logs,
                    Clock.systemUTC(),
                    operations.orElseThrow().feeders()));
            part.followedBy(readers::apply);
            feeders = Optional.of(readers);
        });
        version = new LiveVersion(pointer, versions, secrets, serving, intake, plan -> {
            operations.ifPresent(seen -> seen.apply(plan));
            compare(plan, leading, database);
        });
        if (roles.contains(Role.SCHEDULE)) {
            RemoteFollowers followers = new RemoteFollowers(
                    pointer,
                    processes,
                    new ShownElsewhere(processes, config.server().token(), others.trust()),
                    READERS_PATIENCE,
                    INTAKE_PATIENCE);
            leadership = Optional.of(closer.add(new Leadership(database)));
            control = Optional.of(closer.add(new Control(() -> leading.start(controlConfig(), followers))));
        }
        operations.ifPresent(RoleOperations::start);
        server = closer.add(HttpServer.start(config.server(), this, StackTokens.holders(database), routes()));
        repeat(steps, ofRunning, this::step);
        repeat(following, ofFollowing, version::step);
    }

    private static ScheduledExecutorService oneThread(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    private static void repeat(ScheduledExecutorService thread, Trouble trouble, Runnable step) {
        thread.scheduleWithFixedDelay(() -> trouble.of(step), 0, STEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void compare(Plan live, Leading leading, JobsDatabase database) {
        if (roles.contains(Role.SCHEDULE)) {
            differences = leading.differences(live, database);
            differences.forEach(LOG::warn);
        }
    }

    /** The leader's own server is reached through the others. */
    private PipitConfig controlConfig() {
        return config.with(config.server().control(CONTROL_THREADS));
    }

    private List<Routes> routes() {
        ServingStatus none = ServingStatus.NOTHING;
        Metrics metrics = closer.add(new Metrics(
                this,
                () -> serving.filter(s -> version.answering() > 0)
                        .map(ServingLayer::status)
                        .orElse(none),
                operations.<RequestObserver>map(RoleOperations::requests).orElse(RequestObserver.NONE),
                operations.<IntakeObserver>map(RoleOperations::requests).orElse(IntakeObserver.NONE)));
        metrics.gauge("pipit.leads", "1 in the process that leads.", () -> leads() ? 1 : 0);
        metrics.gauge(
                "pipit.generation", "The generation of the live version that this process has.", this::generation);
        feeders.ifPresent(f -> metrics.topics(f.all()::status));
        metrics.submissions(
                () -> led().map(stack -> stack.health().submissions()).orElse(0));
        metrics.restarts(() -> led().map(stack -> stack.health().restarts()).orElse(0));
        metrics.schedules(() -> led().map(EmbeddedStack::schedules).orElse(List.of()));
        List<Routes> routes = new ArrayList<>();
        intake.ifPresent(part -> routes.add(takingEvents(part.intake(), metrics)));
        serving.ifPresent(layer -> routes.add(
                new ServingRoutes(layer, settings.serving().resultLimitBytes(), metrics.questions())::addTo));
        routes.add(metrics);
        routes.add(new Forwarding(view, roles, others.trust()));
        return routes;
    }

    /** What only the leader runs. */
    private Optional<EmbeddedStack> led() {
        return control.flatMap(Control::stack);
    }

    private Routes takingEvents(EventsIntake events, Metrics metrics) {
        int patience = settings.intake().visibleTimeoutMillis();
        Visibility visibility = serving.<Visibility>map(s -> closer.add(new ServingVisibility(s, patience)))
                .orElse(Visibility.DURABLE);
        EventsRoutes routes = new EventsRoutes(events, visibility, patience, metrics.events());
        return api -> {
            api.before(EventsRoutes.PATH, context -> {
                if (version.taking() == 0) {
                    throw new PipitException(ErrorCode.NOT_READY, "No events are taken yet. " + obstacle());
                }
            });
            routes.register(api);
        };
    }

    private void step() {
        boolean leads = leadership.map(Leadership::leads).orElse(false);
        control.ifPresent(c -> c.step(leads));
        processes.say(self());
        view.look();
    }

    private Seen self() {
        Set<String> names = roles.stream().map(Role::toString).collect(Collectors.toSet());
        String controlUrl =
                control.flatMap(Control::stack).map(stack -> url(stack.port())).orElse("");
        return new Seen(id, names, url(server.port()), controlUrl, version.answering(), version.taking());
    }

    private String url(int port) {
        return config.server().scheme() + "://" + BindAddress.advertised(config.server()) + ":" + port;
    }

    int port() {
        return server.port();
    }

    private boolean leads() {
        return control.flatMap(Control::stack).isPresent();
    }

    private long generation() {
        return Math.max(version.answering(), version.taking());
    }

    private String obstacle() {
        return trouble().isEmpty() ? version.obstacle() : trouble();
    }

    private String trouble() {
        return ofRunning.now().isEmpty() ? ofFollowing.now() : ofRunning.now();
    }

    @Override
    public List<String> obstacles() {
        List<String> obstacles = new ArrayList<>();
        if (roles.contains(Role.INTAKE) && version.taking() == 0
                || roles.contains(Role.SERVE) && version.answering() == 0) {
            obstacles.add(obstacle().isEmpty() ? "The live version is being read." : obstacle());
        }
        serving.map(ServingLayer::readiness)
                .filter(readiness -> !readiness.ready())
                .map(Readiness::reasons)
                .ifPresent(obstacles::addAll);
        control.map(Control::obstacle).filter(why -> !why.isEmpty()).ifPresent(obstacles::add);
        return obstacles;
    }

    @Override
    public Map<String, Object> details() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("roles", roles.stream().map(Role::toString).sorted().toList());
        details.put("leads", leads());
        details.put("generation", generation());
        details.put("trouble", trouble());
        details.put("differences", differences);
        control.flatMap(Control::stack)
                .ifPresent(stack -> details.putAll(stack.health().details()));
        intake.ifPresent(part ->
                details.put("intake", Map.of("pending_bytes", part.intake().pendingBytes())));
        return details;
    }

    /** Says that it ends, answers the requests that it has, writes what it has taken, and lets another lead. */
    @Override
    public void close() {
        steps.shutdown();
        following.shutdown();
        if (database != null) {
            database.hurry();
        }
        try {
            steps.awaitTermination(5, TimeUnit.SECONDS);
            following.awaitTermination(5, TimeUnit.SECONDS);
            if (processes != null) {
                processes.forget(id);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.info("The others were not told that this process ends: {}", e.getMessage());
        }
        closer.close();
    }
}
