package io.pipit.jobs.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.batch.EngineBounds;
import io.pipit.batch.compact.CompactPolicy;
import io.pipit.batch.copy.CopyOutcome;
import io.pipit.batch.copy.CopySpec;
import io.pipit.core.config.Retention;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.jobs.JobsStack;
import io.pipit.jobs.Load;
import io.pipit.jobs.copy.CopyAttempt;
import io.pipit.jobs.copy.CopyJobs;
import io.pipit.jobs.copy.CopyProject;
import io.pipit.jobs.copy.CopyRequest;
import io.pipit.jobs.copy.CopyRun;
import io.pipit.jobs.copy.EdgeFinder;
import io.pipit.jobs.copy.PassedEpoch;
import io.pipit.jobs.flink.Await;
import io.pipit.jobs.maintenance.MaintenanceRun.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Maintenance beside the real speed job: nothing that is read changes, and what nobody needs goes. */
class MaintenanceIT {
    private static JobsStack stack;
    private static MaintenanceRuns runs;
    private static int sent;

    @BeforeAll
    static void start(@TempDir Path folder) {
        stack = JobsStack.start(folder, CopyProject.TEXTS);
        runs = new MaintenanceRuns(works(), () -> stack.plan().tables().keySet(), Clock.systemUTC());
    }

    @AfterAll
    static void stop() {
        runs.close();
        stack.close();
    }

    @Test
    void everyEventCountsOnceWhileAllIsMaintained() throws Exception {
        Load load = Load.of(() -> send(10));
        try (load) {
            for (int round = 0; round < 2; round++) {
                commits(4);
                long committed = stack.number("events", "count(*)");
                MaintenanceRun compacted = done(MaintenanceTask.COMPACT, "");
                assertThat(compacted.numbers().get("files_before"))
                        .isGreaterThan(compacted.numbers().get("files_after"));
                assertThat(stack.number("events", "count(*)")).isGreaterThanOrEqualTo(committed);
                MaintenanceRun expired = done(MaintenanceTask.EXPIRE, "");
                assertThat(expired.numbers().get("snapshots_before"))
                        .isGreaterThan(expired.numbers().get("snapshots_after"));
                done(MaintenanceTask.TRIM, "");
                CopyRun run = stack.copies
                        .ended(stack.copies.start(CopyRequest.of("take")).id())
                        .get(120, TimeUnit.SECONDS);
                assertThat(run.state()).as("%s", run).isEqualTo(CopyRun.State.DONE);
                assertThat(stack.number("totals", "count(*) FILTER (WHERE raw <> viewed)"))
                        .isZero();
            }
        }
        exact();
        assertThat(first(stack.logs.topics().fresh())).isPositive();

        // The job and its readers begin anew at what is left.
        stack.speed.apply(stack.plan().files());
        send(10);
        exact();
    }

    @Test
    void orphansAreFoundButNothingThatIsOrWillBeCommitted() throws Exception {
        send(10);
        commits(2);
        Path data = parquet("events");
        Path lost = Files.copy(data, data.resolveSibling("lost.parquet"));
        Path fresh = Files.copy(data, data.resolveSibling("fresh.parquet"));
        for (Path old : new Path[] {data, lost}) {
            Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        }

        MaintenanceRun run = done(MaintenanceTask.ORPHANS, "");

        assertThat(run.numbers()).containsEntry("files_deleted", 1L);
        assertThat(lost).doesNotExist();
        assertThat(data).exists();
        assertThat(fresh).exists();
        exact();

        Files.setLastModifiedTime(fresh, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        stack.speed.pause();
        MaintenanceRun refused = ended(MaintenanceTask.ORPHANS, "");
        assertThat(refused.state())
                .as("no speed job says what it has committed")
                .isEqualTo(State.ERROR);
        assertThat(fresh).exists();
        stack.speed.apply(stack.plan().files());
        assertThatThrownBy(() -> runs.start(MaintenanceTask.COMPACT, "event"))
                .isInstanceOf(PipitException.class)
                .hasMessageContaining("Did you mean 'events'?");
    }

    @Test
    void theLogKeepsWhatAPinOrATableStillNeeds() throws Exception {
        send(10);
        commits(2);
        LakeTable events = table("events");
        events.tag("copy-x", events.refresh().snapshotId());
        String log = stack.logs.topics().log("events");
        long pinned = end(log);
        send(10);
        commits(2);
        done(MaintenanceTask.TRIM, "");
        assertThat(first(log)).isEqualTo(pinned);
        events.untag("copy-x");
        whileTablesAreDerived(() -> {
            assertThat(done(MaintenanceTask.TRIM, "").numbers()).containsEntry("log_records", 0L);
            assertThat(first(log)).as("a table may be derived from it").isEqualTo(pinned);
            return null;
        });
        done(MaintenanceTask.TRIM, "");
        assertThat(first(log)).isGreaterThan(pinned);
        exact();
        aViewOfATrimmedLogIsFilledFromTheLake();
    }

    /** As where a process is killed that submits a copy to a cluster: no history says that the run has ended. */
    @Test
    void whatASubmittedCopyReadsIsKeptForATime() {
        commits(2);
        assertThat(kept(Duration.ofDays(3))).isTrue();
        assertThat(kept(Duration.ofMillis(1))).as("long over").isFalse();
    }

    /** Whether the pin of a run is there after expiry, while its job works. */
    private boolean kept(Duration time) {
        AtomicBoolean kept = new AtomicBoolean();
        CopyJobs jobs = new CopyJobs() {
            @Override
            public CopyOutcome run(CopySpec spec, LongConsumer percent) {
                commits(3);
                runs.ended(runs.start(MaintenanceTask.EXPIRE, "events").id()).join();
                kept.set(table("events").tagged().containsKey("copy-" + spec.runId()));
                throw new PipitException(ErrorCode.COPY_FAILED, "enough");
            }

            @Override
            public void endLeftover(CopyRun run) {
                // there is none
            }
        };
        EdgeFinder edges = new EdgeFinder(stack.lake, stack.logs, stack.speed::cut, Duration.ofSeconds(60));
        CopyAttempt attempt =
                new CopyAttempt(jobs, stack.lake, stack.lakeConfig, stack.logs, edges, new EngineBounds(1, 128 << 20));
        CopyRun run = CopyRun.of(CopyRequest.of("take"), stack.plan(), Clock.systemUTC());
        assertThatThrownBy(() -> attempt.keepingFor(time).run(run, stack.plan(), percent -> {}))
                .hasMessage("enough");
        return kept.get();
    }

    /** As between the decision to derive a table from its log and the switch. */
    private static void whileTablesAreDerived(Callable<Void> action) throws Exception {
        stack.logHold().lock();
        try {
            action.call();
        } finally {
            stack.logHold().unlock();
        }
    }

    /** Its rows would be worth no job, had the log all of them. */
    private void aViewOfATrimmedLogIsFilledFromTheLake() {
        Map<String, String> texts = new TreeMap<>(CopyProject.TEXTS);
        texts.put("datasources/later.datasource", texts.get("datasources/hits.datasource"));
        texts.put(
                "materializations/fill_later.pipe",
                texts.get("materializations/by_user.pipe")
                        .replace("NODE by_user", "NODE later")
                        .replace("DATASOURCE hits", "DATASOURCE later"));
        stack.apply(texts);
        Await.until("every event", () -> stack.number("later", "coalesce(sum(hits), 0)::BIGINT") == sent());
        assertThat(table("later").authorsSince(-1)).contains("populate:view:fill_later.later");
        send(10);
        Await.until("it goes on", () -> stack.number("later", "coalesce(sum(hits), 0)::BIGINT") == sent());
        exact();
    }

    private static Map<MaintenanceTask, MaintenanceWork> works() {
        Map<MaintenanceTask, MaintenanceWork> works = new EnumMap<>(MaintenanceTask.class);
        Clock clock = Clock.systemUTC();
        works.put(
                MaintenanceTask.COMPACT,
                new CompactionWork(
                        stack.cluster,
                        stack.lake,
                        stack.lakeConfig,
                        () -> stack.plan(),
                        () -> stack.history.openTargets(stack.plan()),
                        new CompactPolicy(2, 128 << 20, 1 << 30),
                        new EngineBounds(1, 128 << 20)));
        works.put(
                MaintenanceTask.EXPIRE,
                new ExpiryWork(
                        stack.lake,
                        new MaintenanceSettings.Expire("off", Duration.ZERO, 2),
                        tag -> stack.history.pinOfEndedRun(tag),
                        clock));
        works.put(
                MaintenanceTask.ORPHANS,
                new OrphanWork(
                        stack.lake,
                        stack.cluster,
                        new PassedEpoch(stack.logs, () -> stack.speed.cut(), Duration.ofSeconds(60)),
                        Set::of,
                        new MaintenanceSettings.Orphans("off", Duration.ofDays(1)),
                        clock));
        works.put(
                MaintenanceTask.TRIM,
                new TrimWork(
                        stack.logs,
                        stack.lake,
                        () -> stack.plan(),
                        new MaintenanceSettings.Trim("off", Duration.ZERO, new Retention(Optional.of(Duration.ZERO))),
                        stack.logHold(),
                        clock));
        return works;
    }

    private static synchronized void send(int rows) {
        stack.send("events", CopyProject.events(sent, sent + rows));
        sent += rows;
    }

    private static synchronized int sent() {
        return sent;
    }

    /** Cuts epochs with something in them until so many are committed. */
    private void commits(int count) {
        for (int i = 0; i < count; i++) {
            send(5);
            long wanted = sent();
            Await.until("the job runs", () -> stack.speed.cut() != null);
            Await.until("it is committed", () -> stack.number("events", "count(*)") >= wanted);
        }
    }

    private void exact() {
        Await.until(
                "all is committed",
                () -> stack.number("events", "count(*)") >= sent() && stack.number("hits", "sum(hits)") >= sent());
        assertThat(stack.number("events", "count(*)")).isEqualTo(sent());
        assertThat(stack.number("events", "count(DISTINCT n)")).isEqualTo(sent());
        assertThat(stack.number("hits", "sum(hits)")).isEqualTo(sent());
    }

    private LakeTable table(String name) {
        return stack.lake.find(name).orElseThrow();
    }

    private Path parquet(String table) throws IOException {
        String path = table(table).refresh().files().get(0).path();
        try (Stream<Path> files = Files.list(Path.of(path).getParent())) {
            return files.filter(f -> f.toString().equals(path)).findFirst().orElseThrow();
        }
    }

    private static long first(String topic) {
        return offsets(topic, LogAdmin::earliest);
    }

    private static long end(String topic) {
        return offsets(topic, LogAdmin::latest);
    }

    private static long offsets(String name, BiFunction<LogAdmin, LogTopic, Map<Integer, Long>> which) {
        try (LogAdmin admin = new LogAdmin(stack.logs.bootstrapServers(), Map.of())) {
            LogTopic topic = admin.ensure(name, stack.logs.partitions());
            return which.apply(admin, topic).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    private MaintenanceRun done(MaintenanceTask task, String table) throws Exception {
        MaintenanceRun run = ended(task, table);
        assertThat(run.state()).as("%s", run).isEqualTo(State.DONE);
        return run;
    }

    private MaintenanceRun ended(MaintenanceTask task, String table) throws Exception {
        return runs.ended(runs.start(task, table).id()).get(180, TimeUnit.SECONDS);
    }
}
