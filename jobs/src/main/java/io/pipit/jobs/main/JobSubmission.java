package io.pipit.jobs.main;

import io.pipit.batch.EngineBounds;
import io.pipit.batch.compact.CompactPolicy;
import io.pipit.batch.mutate.MutateSpec;
import io.pipit.core.config.PipitConfig;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ViewPlan;
import io.pipit.jobs.NamedServices;
import io.pipit.jobs.copy.ClusterCopyJobs;
import io.pipit.jobs.copy.CopyAttempt;
import io.pipit.jobs.copy.CopyRequest;
import io.pipit.jobs.copy.CopyRun;
import io.pipit.jobs.copy.EdgeFinder;
import io.pipit.jobs.copy.Overlaps;
import io.pipit.jobs.flink.ClusterAddress;
import io.pipit.jobs.flink.FlinkCluster;
import io.pipit.jobs.flink.FlinkCluster.KnownJob;
import io.pipit.jobs.installation.InstallationCheck;
import io.pipit.jobs.maintenance.CompactionWork;
import io.pipit.jobs.maintenance.StopSign;
import io.pipit.jobs.mutation.ChangeAttempt;
import io.pipit.jobs.plan.FillWatch;
import io.pipit.jobs.plan.PlanApplier;
import io.pipit.jobs.plan.Population;
import io.pipit.jobs.plan.TableFiller;
import io.pipit.jobs.queue.SnapshotNotices;
import io.pipit.jobs.reconcile.Grace;
import io.pipit.jobs.reconcile.ReconcileStore;
import io.pipit.jobs.reconcile.compare.Range;
import io.pipit.jobs.reconcile.job.InstallationServer;
import io.pipit.jobs.reconcile.job.ReconcileAttempt;
import io.pipit.jobs.reconcile.job.ReconcileSubmission;
import io.pipit.jobs.speed.RunningSpeedJob;
import io.pipit.jobs.store.JobsDatabase;
import io.pipit.speed.SpeedJob;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Does one job on a cluster without a server: what {@code flink run} and {@code pipit job submit} have in common. Such a job is not tried
 * again by itself; what {@code pipit job submit} does is in a history of its own, where a database is named.
 */
public final class JobSubmission {
    private static final Duration EDGE_PATIENCE = Duration.ofMinutes(2);
    /** What a copy reads is kept for so long, also when the process that submitted it is killed. */
    private static final Duration LONGEST_COPY = Duration.ofDays(3);

    private static final long FILLED_FROM_ROWS = 200_000;
    private static final int MIN_FILES = 4;
    private static final long TARGET_BYTES = 128L << 20;
    private static final long RUN_BYTES = 10L << 30;
    private static final int LATEST_RECONCILES = 50;

    private final JobArguments given;
    private final PipitConfig config;
    private final Installation installation;
    private final Plan plan;
    private final JobPlace place;
    private final long slotMemory;

    private JobSubmission(
            JobArguments given, PipitConfig config, Installation installation, Plan plan, JobPlace place) {
        this.given = given;
        this.config = config;
        this.installation = installation;
        this.plan = plan;
        this.place = place;
        this.slotMemory = place.slotMemory(config);
    }

    /**
     * Submits from this process to a cluster.
     *
     * @param arguments the kind of job, and its options
     * @param folder for the jar of the jobs; it must exist
     * @param said is told what was done
     */
    public static void to(ClusterAddress cluster, List<String> arguments, Path folder, Consumer<String> said) {
        if (arguments.isEmpty()) {
            throw new PipitException(
                    ErrorCode.INVALID_CONFIG,
                    "Which job? There are speed, copy, populate, compact, delete and reconcile.");
        }
        run(JobKind.of(arguments.get(0)), arguments.subList(1, arguments.size()), said, new Places() {
            @Override
            public JobPlace of(PipitConfig config) {
                return JobPlace.at(cluster, folder, config, said);
            }

            @Override
            public Optional<JobsDatabase> history(PipitConfig config) {
                return new NamedServices(config).openDatabase();
            }
        });
    }

    /** Submits from within {@code flink run}. */
    static void ofFlinkRun(JobKind kind, String[] arguments) {
        Consumer<String> said = System.out::println;
        run(kind, List.of(arguments), said, config -> JobPlace.ofFlinkRun(config, said));
    }

    private interface Places {
        JobPlace of(PipitConfig config);

        /** Flink's own command keeps none: Flink's {@code lib/} has nothing that speaks to it. */
        default Optional<JobsDatabase> history(PipitConfig config) {
            return Optional.empty();
        }
    }

    private static void run(JobKind kind, List<String> arguments, Consumer<String> said, Places places) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            said.accept(kind.help());
            return;
        }
        JobArguments given = JobArguments.read(kind, arguments);
        PipitConfig config = given.config();
        Installation installation = new Installation(config);
        Plan plan = CompiledProject.in(given.project());
        try (JobPlace place = places.of(config)) {
            JobSubmission submission = new JobSubmission(given, config, installation, plan, place);
            Optional<JobsDatabase> database = places.history(config);
            try {
                submission.keep(kind, database);
            } finally {
                database.ifPresent(JobsDatabase::close);
            }
        }
    }

    private void keep(JobKind kind, Optional<JobsDatabase> database) {
        try (Lake lake = new Lake(installation.lake())) {
            check(lake, database);
            Supplier<String> job = () -> run(kind, lake, database);
            place.say(database.map(opened -> new SubmissionHistory(opened, Clock.systemUTC())
                            .keep(
                                    kind.label(),
                                    given.asked(),
                                    cluster().address().toString(),
                                    job))
                    .orElseGet(job));
        }
    }

    /** Nothing is begun where the services do not belong together, or files cannot be written. */
    private void check(Lake lake, Optional<JobsDatabase> database) {
        InstallationCheck check = new InstallationCheck(installation.log());
        check.reachable();
        lake.checkWarehouse();
        database.ifPresentOrElse(opened -> check.same(opened, lake), () -> check.same(lake));
    }

    /** What came of it. */
    private String run(JobKind kind, Lake lake, Optional<JobsDatabase> database) {
        return switch (kind) {
            case SPEED -> speed(lake);
            case COPY -> copy(lake);
            case POPULATE -> populate(lake);
            case COMPACT -> compact(lake);
            case DELETE -> delete(lake);
            case RECONCILE -> reconcile(lake, database);
        };
    }

    private String speed(Lake lake) {
        List<KnownJob> running = running();
        if (!running.isEmpty() && !given.has("--replace")) {
            throw new PipitException(
                    ErrorCode.SPEED_JOB_RUNS,
                    "The speed job '" + speedName() + "' runs already ("
                            + running.get(0).id()
                            + "). --replace puts this one in its place; nothing is lost, and nothing comes twice.");
        }
        applier(lake).apply(plan, () -> end(running));
        return start();
    }

    private String populate(Lake lake) {
        ViewPlan view = Population.find(plan, given.text("--view"));
        List<KnownJob> running = running();
        try {
            applier(lake).again(plan, Set.of(view.target()), () -> end(running));
        } finally {
            if (!running.isEmpty() && running().isEmpty()) {
                place.say(start());
            }
        }
        Population now = Population.of(plan, view, lake);
        return "The view " + now.view() + " has been filled: " + Counted.of(now.rows(), "row") + " in " + now.target()
                + (running.isEmpty() ? ". No speed job runs: submit it." : "");
    }

    private String copy(Lake lake) {
        CopyRequest request = CopyRequest.of(given.text("--pipe"), given.parameters())
                .in(given.mode())
                .under(given.find("--run-key"));
        CopyRun run = Overlaps.inTargets(lake)
                .checked(
                        CopyRun.of(request, plan, Clock.systemUTC()),
                        given.has("--allow-overlap") ? request.insisting() : request,
                        plan);
        if (!run.note().isEmpty()) {
            place.say(run.note());
        }
        CopyAttempt attempt = new CopyAttempt(
                new ClusterCopyJobs(cluster()), lake, installation.lake(), installation.log(), edges(lake), engine());
        CopyAttempt.Result result = attempt.keepingFor(LONGEST_COPY).run(run, plan, percent -> {});
        return "Run " + run.id() + " of the copy " + run.pipe() + ": " + result.outcome();
    }

    private String compact(Lake lake) {
        CompactPolicy policy = new CompactPolicy(given.number("--min-files", MIN_FILES), TARGET_BYTES, RUN_BYTES);
        Set<String> tables = new HashSet<>(given.texts("--table"));
        for (String table : tables) {
            if (plan.table(table).isEmpty()) {
                throw new PipitException(ErrorCode.UNKNOWN_RESOURCE, "There is no table '" + table + "' to compact.");
            }
        }
        return "Compaction: "
                + new CompactionWork(cluster(), lake, installation.lake(), () -> plan, Set::of, policy, engine())
                        .run(tables, UUID.randomUUID().toString(), new StopSign());
    }

    private String delete(Lake lake) {
        ChangeAttempt attempt = new ChangeAttempt(cluster(), installation.lake(), edges(lake), engine());
        return new DeleteSubmission(attempt, lake, new SnapshotNotices(installation.log(), lake))
                .run(
                        given.text("--table"),
                        given.text("--condition"),
                        given.has("--cascade") ? MutateSpec.Views.FOLLOW : MutateSpec.Views.KEEP,
                        plan);
    }

    private String reconcile(Lake lake, Optional<JobsDatabase> database) {
        ReconcileArguments asked = ReconcileArguments.of(given);
        ReconcileAttempt attempt = new ReconcileAttempt(cluster(), installation.lake(), edges(lake), engine());
        Optional<InstallationServer> server = asked.server()
                .map(address -> new InstallationServer(
                        address, config.server().token(), config.server().tls().ca()));
        List<Range> repairs = database.map(
                        opened -> Grace.repairs(new ReconcileStore(opened).newest(LATEST_RECONCILES)))
                .orElse(List.of());
        return new ReconcileSubmission(attempt, server).run(asked.request(), plan, repairs);
    }

    private String start() {
        var graph = SpeedJob.streamGraph(installation.speedJob(plan.files(), slotMemory));
        return "The speed job '" + graph.getJobName() + "' is submitted: " + place.submit(graph);
    }

    private void end(List<KnownJob> jobs) {
        jobs.forEach(job -> cluster().cancel(job.id()));
    }

    private List<KnownJob> running() {
        return cluster().jobs().stream()
                .filter(job -> job.name().equals(speedName()))
                .filter(job -> !job.status().isGloballyTerminalState())
                .toList();
    }

    private String speedName() {
        return SpeedJob.name(config.log().prefix());
    }

    private PlanApplier applier(Lake lake) {
        TableFiller filler =
                new TableFiller(cluster(), installation.lake(), lake, engine(), FILLED_FROM_ROWS, FillWatch.NONE);
        return new PlanApplier(installation.log(), lake, Optional.of(filler));
    }

    private EdgeFinder edges(Lake lake) {
        return new EdgeFinder(lake, installation.log(), new RunningSpeedJob(cluster(), speedName()), EDGE_PATIENCE);
    }

    private EngineBounds engine() {
        return Installation.batchEngine(slotMemory);
    }

    private FlinkCluster cluster() {
        return place.cluster();
    }
}
