package io.pipit.serving.state;

import io.pipit.core.block.EngineClause;
import io.pipit.core.block.Feed;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.TableState;
import io.pipit.core.log.BlockReader;
import io.pipit.core.log.CommitNotice;
import io.pipit.core.log.FreshReader;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.core.project.PipeQueries;
import io.pipit.core.project.Plan;
import io.pipit.serving.KafkaSettings;
import io.pipit.serving.fresh.FreshFollower;
import io.pipit.serving.fresh.FreshSink;
import io.pipit.serving.fresh.FreshTable;
import io.pipit.serving.fresh.Generation;
import io.pipit.serving.fresh.LogFollower;
import io.pipit.serving.fresh.SessionPool;
import io.pipit.serving.lambda.LambdaContext;
import io.pipit.serving.lambda.LambdaTargets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One plan, read from coverage on: its own followers, fresh tables and read state. A reload, and a re-read after a gap, make a new
 * version beside the one that answers; queries move over when it has caught up.
 */
public final class ServingVersion implements FreshSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServingVersion.class);
    private static final long ASKED_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final int number;
    private final Plan plan;
    private final PipeQueries queries;
    private final Topology topology;
    private final LakeReader lake;
    private final StateCell cell;
    private final LambdaTargets lambda;
    private final SessionPool sessions;
    private final Map<String, FreshTable> fresh = new HashMap<>();
    private final SnapshotAdopter adopter;
    private final Map<String, Long> notCopied = new HashMap<>();
    private final Set<String> read = ConcurrentHashMap.newKeySet();
    private final Announced announced = new Announced();
    private final Map<String, Offsets> logEnds = new HashMap<>();
    private final List<AutoCloseable> followers = new ArrayList<>();
    private final FreshFollower partial;
    private long askedNanos = System.nanoTime() - ASKED_AGAIN_NANOS;
    private volatile boolean standing;

    private ServingVersion(Deployment deployment, Plan plan, int number, Topology topology) {
        this.number = number;
        this.plan = plan;
        this.queries = new PipeQueries(plan);
        this.topology = topology;
        this.sessions = new SessionPool(deployment.engine());
        this.lake = new LakeReader(deployment, topology, "lake_" + number);
        this.lambda = new LambdaTargets(
                plan,
                new LambdaContext(
                        deployment.engine(),
                        deployment.threads(),
                        lake::at,
                        lake::scan,
                        topology.logOfFeed()::get,
                        deployment.dropper(),
                        deployment.lambda()),
                "lambda_" + number);
        Map<String, TableState> states = new HashMap<>();
        Map<String, TableView> views = new HashMap<>();
        int count = 0;
        for (TableSpec spec : new TreeMap<>(plan.tables()).values()) {
            TableState state = lake.refresh(spec.name());
            states.put(spec.name(), state);
            views.put(spec.name(), lake.view(spec, state));
            if (spec.engine().kind() != EngineClause.Kind.NULL
                    && !topology.feeds(spec.name()).isEmpty()) {
                String prefix = "fresh_" + number + "_" + ++count;
                fresh.put(spec.name(), new FreshTable(spec, prefix, sessions, deployment.dropper(), System::nanoTime));
            }
        }
        Starts starts = new Starts(topology, states);
        Map<String, Offsets> progress = new HashMap<>();
        topology.logOfFeed().keySet().forEach(feed -> progress.put(feed, starts.progress(feed)));
        Map<String, PipitException> failures = new HashMap<>();
        starts.orphaned().forEach(feed -> failures.put(feed, orphaned(feed)));
        this.cell = new StateCell(new ReadState(views, progress, failures));
        this.adopter = new SnapshotAdopter(topology, lake, cell, fresh);
        this.partial = follow(deployment, starts);
    }

    /**
     * Begins to read at what the lake covers.
     *
     * @param number unique in this process
     * @throws PipitException {@code NOT_READY} while a topic does not exist yet
     */
    public static ServingVersion open(Deployment deployment, Plan plan, int number) {
        try (LogAdmin admin = admin(deployment)) {
            Map<String, LogTopic> logs = new HashMap<>();
            for (String source : plan.landing()) {
                logs.put(source, topic(admin, deployment.topics().log(source)));
            }
            LogTopic freshTopic = topic(admin, deployment.topics().fresh());
            return new ServingVersion(deployment, plan, number, Topology.of(plan, logs, freshTopic));
        }
    }

    private static LogTopic topic(LogAdmin admin, String name) {
        return admin.describe(name)
                .orElseThrow(() -> new PipitException(
                        ErrorCode.NOT_READY,
                        "The topic '" + name + "' does not exist yet; it is made when the project is deployed."));
    }

    private static LogAdmin admin(Deployment deployment) {
        return new LogAdmin(
                deployment.kafka().bootstrapServers(), deployment.kafka().client());
    }

    private FreshFollower follow(Deployment deployment, Starts starts) {
        KafkaSettings kafka = deployment.kafka();
        Map<Integer, Long> freshFrom;
        try (LogAdmin admin = admin(deployment)) {
            topology.logs().forEach((source, log) -> logEnds.put(source, ends(admin, log)));
            freshFrom = starts.fresh(admin.earliest(topology.fresh()), admin.latest(topology.fresh()));
        }
        List<LogFollower.Start> logs = topology.logs().keySet().stream()
                .sorted()
                .filter(source -> !cell.current().failures().containsKey(Feed.log(source)))
                .map(starts::log)
                .toList();
        LogFollower raw = new LogFollower(
                () -> new BlockReader(kafka.bootstrapServers(), kafka.client()), logs, this, deployment.budget());
        FreshFollower views = new FreshFollower(
                from -> new FreshReader(kafka.bootstrapServers(), kafka.client(), topology.fresh(), from),
                topology,
                cell.current().progress(),
                freshFrom,
                this,
                deployment.budget());
        followers.add(raw);
        followers.add(views);
        raw.start();
        views.start();
        return views;
    }

    private static Offsets ends(LogAdmin admin, LogTopic log) {
        Offsets ends = Offsets.zero(log.partitions());
        for (Map.Entry<Integer, Long> e : admin.latest(log).entrySet()) {
            ends = ends.with(e.getKey(), e.getValue());
        }
        return ends;
    }

    private static PipitException orphaned(String feed) {
        return new PipitException(
                ErrorCode.DATA_LOSS,
                "The lake covers positions of a log that no longer exists: the log of '" + feed
                        + "' has been made anew under the same name. Restore the topic, or end all processes and go on without it: 'pipit log renew'.");
    }

    /** Unique in this process. */
    public int number() {
        return number;
    }

    /** What it serves. */
    public Plan plan() {
        return plan;
    }

    /** Its pipes as queries. */
    public PipeQueries queries() {
        return queries;
    }

    /** Its feeds and logs. */
    public Topology topology() {
        return topology;
    }

    /** Its tables that are kept fresh between the runs of copies. */
    public LambdaTargets lambda() {
        return lambda;
    }

    /** What can be read. */
    public StateCell cell() {
        return cell;
    }

    @Override
    public Optional<FreshTable> table(String name) {
        return Optional.ofNullable(fresh.get(name));
    }

    @Override
    public void advance(Set<String> tables, Map<String, Offsets> progress) {
        cell.update(state -> {
            Map<String, TableView> changed = new HashMap<>();
            for (String table : tables) {
                changed.put(
                        table, state.tables().get(table).with(fresh.get(table).generations()));
            }
            return state.with(changed, progress);
        });
    }

    @Override
    public void fail(String feed, PipitException failure) {
        cell.update(state -> state.failed(feed, failure));
    }

    @Override
    public boolean overtaken(String feed, Offsets begun) {
        try {
            return topology.tables(feed).stream()
                    .map(table -> lake.coverage(lake.refresh(table), feed))
                    .reduce(Offsets::min)
                    .filter(now -> !begun.reaches(now))
                    .isPresent();
        } catch (PipitException e) {
            LOG.warn("What the lake covers of '{}' is not known: {}", feed, e.getMessage());
            return true; // who begins anew asks again
        }
    }

    @Override
    public void committed(CommitNotice notice) {
        announce(notice.snapshots().keySet());
    }

    /** Says that tables have new snapshots. */
    public void announce(Collection<String> tables) {
        announced.add(tables);
    }

    /** Whether what was announced of these tables is adopted, as far as it could be read. May be asked by any thread. */
    public boolean adopted(Collection<String> tables) {
        return !announced.anyOf(tables) && tables.stream().noneMatch(adopter::waits);
    }

    /** Whether snapshots have been announced or wait for feeds. */
    public boolean hasSnapshots() {
        return announced.any() || adopter.pending();
    }

    /** Adopts announced snapshots. For one thread. */
    public void adoptAnnounced() {
        announced.handle(tables -> {
            adopter.refresh(tables);
            adopter.adopt();
        });
    }

    /** Asks the lake for the snapshots of all tables, and adopts what is new. For the same thread. */
    public void adoptAll() {
        adopter.refresh(plan.tables().keySet());
        adopter.adopt();
    }

    /** Takes note that tables are read: they are worth a copy in memory. */
    public void reading(Collection<String> tables) {
        read.addAll(tables);
    }

    /** Copies the files of one small table that is read and has new ones. For the same thread. */
    public void copyFiles(EngineSession session) {
        LakeSegments segments = lake.segments();
        for (String name : read) {
            TableView view = cell.current().tables().get(name);
            if (view != null
                    && view.snapshot().snapshotId() != notCopied.getOrDefault(name, -1L)
                    && segments.wants(view.spec(), view.snapshot())) {
                try {
                    segments.copy(session, view.spec(), view.snapshot());
                } catch (PipitException e) {
                    LOG.warn("'{}' is read from its files: {}", name, e.getMessage());
                    notCopied.put(name, view.snapshot().snapshotId());
                    return;
                }
                LakeSegments.Reading reading = segments.reading(view.spec(), view.snapshot());
                cell.update(state -> state.with(state.tables().get(name).readAs(reading)));
                segments.keep(name, reading.tables());
                return;
            }
        }
    }

    /** What the fresh rows take, about. */
    public long freshBytes() {
        return fresh.values().stream()
                .flatMap(t -> t.generations().stream())
                .mapToLong(g -> g.contents().bytes())
                .sum();
    }

    /** What is still missing until the first catching up is done: the logs that had more when this version began. */
    public List<String> catchingUp() {
        ReadState now = cell.current();
        return logEnds.entrySet().stream()
                .filter(e -> !now.failures().containsKey(Feed.log(e.getKey())))
                .filter(e -> !now.progress().get(Feed.log(e.getKey())).reaches(e.getValue()))
                .map(e -> "reads the log of '" + e.getKey() + "', "
                        + now.progress().get(Feed.log(e.getKey())).behind(e.getValue()) + " blocks to go")
                .sorted()
                .toList();
    }

    /** Whether the lake is beyond all that can be read here, but fresh rows do not come as far. For the maintenance thread. */
    public boolean overtaken() {
        return adopter.overtaken();
    }

    /**
     * Whether the lake is beyond what was read of a feed that has failed, or that cannot come as far: a version that begins there may
     * read it. For the maintenance thread.
     */
    public boolean mayRecover() {
        return adopter.coversFailed() || adopter.coversTrimmed(partial.taken());
    }

    /** Asks the lake for the snapshots of which the other version shows later ones, and adopts them. For the maintenance thread. */
    public void adoptLaterOf(ServingVersion other) {
        List<String> older = gap(other).olderTables();
        if (!older.isEmpty() && System.nanoTime() - askedNanos > ASKED_AGAIN_NANOS) {
            askedNanos = System.nanoTime();
            adopter.refresh(older);
            adopter.adopt();
        }
    }

    /** What is not yet where the other version is. */
    public VersionGap gap(ServingVersion other) {
        return new VersionGap(topology, cell.current(), other.topology, other.cell.current());
    }

    /** Whether queries that the other version answers can move here and none of them goes back. */
    public boolean reaches(ServingVersion other) {
        return gap(other).texts().isEmpty();
    }

    /** Reads no further; queries are answered as before. For the maintenance thread. */
    public void standStill() {
        standing = true;
        for (AutoCloseable follower : followers) {
            try {
                follower.close();
            } catch (Exception e) {
                throw new IllegalStateException("A follower did not close", e);
            }
        }
        followers.clear();
    }

    /** Whether it reads no further. */
    public boolean standing() {
        return standing;
    }

    /** Stops reading and lets go of the fresh rows once no query needs them. */
    @Override
    public void close() {
        standStill();
        lambda.close();
        fresh.values().forEach(t -> t.generations().forEach(Generation::retire));
        lake.segments().close();
        sessions.close();
    }
}
