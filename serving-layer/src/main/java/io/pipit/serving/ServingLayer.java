package io.pipit.serving;

import io.pipit.core.access.Scope;
import io.pipit.core.block.PositionVector;
import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.log.Topics;
import io.pipit.core.project.Plan;
import io.pipit.serving.fresh.MemoryBudget;
import io.pipit.serving.query.Answer;
import io.pipit.serving.query.AnswerWriter;
import io.pipit.serving.query.QueryGate;
import io.pipit.serving.query.QueryRunner;
import io.pipit.serving.query.Question;
import io.pipit.serving.state.Deployment;
import io.pipit.serving.state.Inspection;
import io.pipit.serving.state.ServingVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Answers queries over a project's tables: rows of the lake up to what a pinned snapshot covers, and fresh rows beyond it. Every
 * answer counts each block below one position exactly once, in all tables that it reads (contract C3). Thread-safe.
 *
 * <pre>
 *   landing logs ──► LogFollower ───┐
 *                                   ├─► FreshTable generations ─┐
 *   fresh topic ──► FreshFollower ──┤                           ├─► ReadState ─► QueryRunner ─► answer
 *                     └─ notices ───┴─► SnapshotAdopter ◄─ lake ┘
 * </pre>
 */
public final class ServingLayer implements AutoCloseable {
    private static final long STEP_MILLIS = 20;
    private static final Duration RELOAD = Duration.ofSeconds(40);
    private static final Duration TELL = Duration.ofSeconds(5);

    private final Engine engine;
    private final QueryThreads threads;
    private final MemoryBudget budget;
    private final Versions versions;
    private final Maintenance maintenance;
    private final QueryGate gate;
    private final QueryRunner runner;
    private final AnswerFolder answers;

    /** Opens the engine; nothing is read before {@link #start}. The lake stays the caller's. */
    public ServingLayer(ServingConfig config, KafkaSettings kafka, Topics topics, Lake lake) {
        this(config, kafka, topics, lake, TablesInPlace.ALWAYS);
    }

    /** The same where another process changes tables. */
    public ServingLayer(ServingConfig config, KafkaSettings kafka, Topics topics, Lake lake, TablesInPlace tables) {
        this.answers = new AnswerFolder(config.tempFolder());
        answers.clear(); // first: what follows would stay open if it failed
        this.engine = Engine.open(new EngineConfig(1, config.memoryLimitBytes(), config.tempFolder()));
        this.threads = new QueryThreads(engine, config.threads());
        this.budget = new MemoryBudget(config.freshLimitBytes());
        ConcurrentLinkedQueue<String> dropped = new ConcurrentLinkedQueue<>();
        this.versions = new Versions(
                new Deployment(
                        engine,
                        threads,
                        lake,
                        topics,
                        kafka,
                        budget,
                        config.memoryLimitBytes() / 4,
                        config.lambda(),
                        dropped::add),
                tables);
        this.maintenance = new Maintenance(engine, versions, budget, dropped, config.pollMillis());
        this.gate = new QueryGate(engine, config.concurrentQueries());
        this.runner = new QueryRunner(config, gate, threads, versions::current, this::refreshFiles, lake);
    }

    /**
     * Begins to serve a project. Queries are answered when it returns; only while topics are missing, or Kafka or the catalog
     * cannot be reached, it is tried again in the background, see {@link #readiness()}.
     */
    public void start(Plan plan) {
        versions.want(plan);
        versions.step();
        maintenance.start();
    }

    /**
     * Serves another plan. The former one answers until the new one has read what the former showed; then this returns.
     *
     * @throws PipitException {@code NOT_READY} when that takes too long; it goes on in the background
     */
    public void apply(Plan plan) {
        apply(plan, RELOAD, reason -> {});
    }

    /**
     * The same with other patience.
     *
     * @param waiting is told now and then what is still missing, when it takes long
     */
    public void apply(Plan plan, Duration patience, Consumer<String> waiting) {
        versions.want(plan);
        long end = System.nanoTime() + patience.toNanos();
        long tell = System.nanoTime() + TELL.toNanos();
        String missing = versions.obstacle();
        while (!missing.isEmpty()) {
            if (System.nanoTime() > end || !sleep()) {
                throw new PipitException(
                        ErrorCode.NOT_READY,
                        "The new version of the project is not served yet; the former one answers until it is. "
                                + missing);
            }
            if (System.nanoTime() > tell) {
                waiting.accept(missing);
                tell = System.nanoTime() + TELL.toNanos();
            }
            missing = versions.obstacle();
        }
    }

    /**
     * Answers a query.
     *
     * @throws PipitException what templates and dialect throw, {@code QUERY_FAILED}, {@code QUERY_TIMEOUT},
     *     {@code POSITION_TIMEOUT}, {@code FRESH_GAP}, {@code DATA_LOSS} or {@code NOT_READY}
     */
    public <T> Answer<T> ask(Question question, AnswerWriter<T> writer) {
        return runner.ask(question, writer);
    }

    /** A folder for answers that are files, for as long as they are sent. */
    public Path answers() {
        return answers.path();
    }

    /** What a query names: data sources and pipes, not what these read. */
    public Set<Scope> reads(String sql) {
        return versions.current().queries().reads(sql, Map.of());
    }

    /** The plan that answers queries; {@code NOT_READY} before the first. */
    public Plan plan() {
        return versions.current().plan();
    }

    /** Waits until every table that can be read shows the blocks below a position; false when the time is over. */
    public boolean awaitVisible(PositionVector position, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            if (versions.started()) {
                ServingVersion version = versions.current();
                if (visible(version, position)) {
                    return true;
                }
                long leftMillis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (leftMillis > 0) {
                    version.cell().await(state -> visible(version, position), Math.min(STEP_MILLIS * 5, leftMillis));
                }
            } else if (!sleep()) {
                return false;
            }
            if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
                return versions.started() && visible(versions.current(), position);
            }
        }
    }

    private static boolean visible(ServingVersion version, PositionVector position) {
        PositionVector reached = new Inspection(version).position();
        return position.next().entrySet().stream()
                .filter(e -> version.topology().logs().values().stream()
                        .anyMatch(l -> l.topicId().equals(e.getKey().topicId())))
                .allMatch(e -> reached.next(e.getKey()) >= e.getValue());
    }

    /** Whether queries are answered from all that was there at the start, and what is wrong. */
    public Readiness readiness() {
        List<String> reasons = new ArrayList<>();
        if (!versions.started()) {
            return new Readiness(false, List.of(versions.obstacle()));
        }
        ServingVersion version = versions.current();
        reasons.addAll(version.catchingUp());
        boolean ready = reasons.isEmpty();
        if (budget.full()) {
            reasons.add("Fresh rows have reached their limit; positions stand still.");
        }
        new Inspection(version)
                .feeds().stream()
                        .filter(f -> !f.error().isEmpty())
                        .forEach(f -> reasons.add(f.feed() + ": " + f.error()));
        return new Readiness(ready, reasons);
    }

    /** Changes how many bytes the fresh rows may take; at the limit positions stand still. */
    public void limitFreshRows(long bytes) {
        budget.limit(bytes);
    }

    /** Positions, tables and memory; {@code NOT_READY} before the first version. */
    public ServingStatus status() {
        ServingVersion version = versions.current();
        Inspection inspection = new Inspection(version);
        return new ServingStatus(
                version.number(),
                inspection.position(),
                inspection.feeds(),
                inspection.tables(),
                new ServingStatus.MemoryStatus(budget.usedBytes(), budget.limitBytes(), budget.alert(), budget.full()));
    }

    /**
     * Waits until queries that begin after this read what tables hold now; for two seconds at most, since it is found later, too.
     *
     * @param tables that have new snapshots
     */
    public void catchUp(Collection<String> tables) {
        if (versions.started()) {
            ServingVersion version = versions.current();
            version.announce(tables);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
            while (!version.adopted(tables) && System.nanoTime() < end && sleep()) {
                Thread.onSpinWait();
            }
        }
    }

    /** Brings snapshots up to date after files have gone; the maintenance thread does it. */
    private void refreshFiles(ServingVersion version) {
        maintenance.refreshSoon();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        while (maintenance.refreshing() && System.nanoTime() < end && sleep()) {
            Thread.onSpinWait();
        }
    }

    private static boolean sleep() {
        try {
            Thread.sleep(STEP_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        maintenance.close();
        gate.close();
        threads.close();
        engine.close();
    }
}
