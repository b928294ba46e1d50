package io.pipit.jobs.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.batch.copy.CopyOutcome;
import io.pipit.batch.copy.CopySpec;
import io.pipit.batch.copy.Repetition;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.log.FreshReader;
import io.pipit.core.log.LogAdmin;
import io.pipit.core.log.LogTopic;
import io.pipit.core.project.CopyPlan.Mode;
import io.pipit.jobs.FullDisk;
import io.pipit.jobs.Load;
import io.pipit.jobs.copy.CopyRun.State;
import io.pipit.jobs.flink.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/** Copies from the request to the rows, with the real speed job writing beside them. */
class CopyRunsIT extends CopyTestBase {
    /** The instant in which tables have committed differently is caught by joining a table with a view of it. */
    @Test
    void everyRunSeesOnePrefixWhileTablesCommit() throws Exception {
        AtomicInteger acknowledged = new AtomicInteger(sent);
        Load load = Load.of(() -> {
            send(20);
            acknowledged.set(sent);
        });
        try (load) {
            for (int i = 0; i < 4; i++) {
                int before = acknowledged.get();
                CopyRun run = done(CopyRequest.of("take"));
                assertThat(run.rows()).isEqualTo(7);
                assertThat(stack.number("totals", "count(*) FILTER (WHERE raw <> viewed)"))
                        .as("rows of the table and of its view from different prefixes, run %s", run)
                        .isZero();
                assertThat(stack.number("totals", "sum(raw)")).isGreaterThanOrEqualTo(before);
            }
        }
        done(CopyRequest.of("take"));
        assertThat(stack.number("totals", "sum(raw)")).isEqualTo(sent);
    }

    @Test
    void replacingATargetThatAViewFeedsTooCountsEachEventOnce() throws Exception {
        Load load = Load.of(() -> send(10));
        try (load) {
            done(CopyRequest.of("rebuild"));
            done(CopyRequest.of("rebuild"));
        }
        Await.until(
                "all is committed",
                () -> stack.number("events", "count(*)") == sent && stack.number("mixed", "count(*)") >= sent);
        assertThat(stack.number("mixed", "count(*)")).isEqualTo(sent);
        assertThat(stack.number("mixed", "count(*) FILTER (WHERE kind = 'copy')"))
                .isPositive();

        done(CopyRequest.of("rebuild"));
        assertThat(stack.number("mixed", "count(*) FILTER (WHERE kind = 'copy')"))
                .isEqualTo(sent);
        assertThat(stack.number("mixed", "count(*)")).isEqualTo(sent);
    }

    @Test
    void aCopyRunsInBatchesAndRefusesWhatItDoesNotKnow() {
        Map<String, List<String>> batches = Map.of("_batch_by", List.of("raw"), "_batch_size", List.of("1000"));
        CopyRun run = done(CopyRequest.of("take", batches));
        assertThat(run.rows()).isEqualTo(7);
        assertThat(stack.number("totals", "count(*)")).isEqualTo(7);
        assertThat(stack.lake.find("totals").orElseThrow().tagged()).isEmpty();
        assertThatThrownBy(() -> stack.copies.start(CopyRequest.of("add", Map.of("usr", List.of("u1")))))
                .hasMessageContaining("has no parameter 'usr'. Did you mean 'user'? It takes user.");
    }

    @Test
    void aRunSaysHowItIsDivided() {
        Spreading.Division byFile = stack.copies.division(CopyRequest.of("rebuild"));
        assertThat(byFile.spread().describe())
                .isEqualTo("the files of 'events' are divided: each row is taken by itself");
        Spreading.Division joined = stack.copies.division(CopyRequest.of("take"));
        assertThat(joined.parts()).isEqualTo(1);
        assertThat(joined.why()).startsWith("one task: ").contains("JOIN");
        Spreading.Division keyed = stack.copies.division(CopyRequest.of("add"));
        assertThat(keyed.why()).isEqualTo("'events' is divided by user");
        assertThat(keyed.parts()).isEqualTo(3);
    }

    @Test
    void appendsUnderAKeyOnce() {
        long before = stack.number("added", "count(*)");
        CopyRun first = done(with("add", "u1"));
        assertThat(first.rows()).isEqualTo(1);
        assertThat(first.edge()).isNotEmpty();

        CopyRun again = done(with("add", "u1"));
        assertThat(again.rows()).isZero();
        assertThat(again.note()).contains("Nothing was added").contains("user=u1");
        assertThat(done(with("add", "u2")).rows()).isEqualTo(1);
        assertThat(stack.number("added", "count(*)")).isEqualTo(before + 2);

        assertThat(done(CopyRequest.of("add")).rows())
                .as("a run without parameters adds")
                .isEqualTo(1);
        assertThat(done(CopyRequest.of("add")).rows()).isEqualTo(1);
        Instant firing = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(done(CopyRequest.scheduled("add", firing, Map.of())).rows()).isEqualTo(1);
        assertThat(done(CopyRequest.scheduled("add", firing, Map.of())).rows()).isZero();
        assertThat(stack.number("added", "count(*)")).isEqualTo(before + 5);
    }

    @Test
    void aRunThatWouldAddRowsTwiceIsRefused() {
        CopyRequest more = snap("14");
        assertThat(stack.copies.overlap(more)).isEmpty();
        CopyRun first = done(snap("7"));
        assertThatThrownBy(() -> stack.copies.start(more))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.COPY_OVERLAPS))
                .hasMessageContainingAll(
                        first.id(), "with below=7", "n before 7", "--allow-overlap", "Nothing was changed");
        assertThat(stack.copies.overlap(more)).contains("n before 7 are in the target twice", first.id());
        assertThat(stack.number("snapshot", "count(*)")).isEqualTo(7);
        assertThat(done(snap("7")).note()).contains("Nothing was added");

        CopyRun accepted = stack.copies.start(more.insisting());
        assertThat(accepted.note()).contains("n before 7 are in the target twice");
        assertThat(ended(accepted.id()).note()).isEqualTo(accepted.note());
        assertThat(stack.number("snapshot", "count(*)")).isEqualTo(21);
    }

    /** The job commits, and nobody hears of it: the next try has another edge, and says what the first one read. */
    @Test
    void aRunThatHadCommittedNamesTheEdgeOfItsRows() {
        List<String> edges = new CopyOnWriteArrayList<>();
        CopyJobs silent = new CopyJobs() {
            private final CopyJobs jobs = new ClusterCopyJobs(stack.cluster);

            @Override
            public CopyOutcome run(CopySpec spec, LongConsumer percent) {
                CopyOutcome outcome = jobs.run(spec, percent);
                edges.add(spec.edge());
                if (edges.size() == 1) {
                    send(10);
                    Await.until("events beyond the edge", () -> stack.number("events", "count(*)") == sent);
                    throw new PipitException(ErrorCode.SERVER_UNREACHABLE, "nobody hears of it");
                }
                return outcome;
            }

            @Override
            public void endLeftover(CopyRun run) {
                jobs.endLeftover(run);
            }
        };
        EdgeFinder finder = new EdgeFinder(stack.lake, stack.logs, stack.speed::cut, Duration.ofSeconds(60));
        try (CopyRuns runs = stack.copies(silent, finder, new RetryPolicy(6, 200, 2_000))) {
            CopyRun run = runs.ended(runs.start(CopyRequest.of("take")).id())
                    .orTimeout(120, TimeUnit.SECONDS)
                    .join();

            assertThat(run.state()).as(run.note()).isEqualTo(State.DONE);
            assertThat(run.note()).isEqualTo("An earlier try of this run had committed it.");
            assertThat(edges).hasSize(2).doesNotHaveDuplicates().first().isEqualTo(run.edge());
            assertThat(run.number()).isPositive();
            assertThat(run.rows()).isEqualTo(7);
            assertThat(run.bytes()).isPositive();
        }
    }

    @Test
    void aRerunReplacesTheRowsOfItsKey() {
        CopyRun first = done(keyed("u3", Repetition.NO_OP));
        done(keyed("u4", Repetition.NO_OP));
        long before = stack.number("added", "sum(raw) FILTER (WHERE \"user\" = 'u3')");
        long all = stack.number("added", "count(*)");
        send(70);
        Await.until("the events are committed", () -> stack.number("events", "count(*)") >= sent);

        CopyRun again = done(keyed("u3", Repetition.REPLACE_ROWS));

        assertThat(again.rows()).isEqualTo(1);
        assertThat(again.bytes()).isPositive();
        assertThat(again.number()).isGreaterThan(first.number());
        assertThat(stack.number("added", "count(*)")).isEqualTo(all);
        assertThat(stack.number("added", "sum(raw) FILTER (WHERE \"user\" = 'u3')"))
                .isEqualTo(before + 10);
        assertThat(done(keyed("u3", Repetition.NO_OP)).rows()).isZero();
        assertThat(done(keyed("u3", Repetition.REPLACE_ROWS)).rows()).isEqualTo(1);
        assertThat(stack.number("added", "count(*)")).isEqualTo(all);
    }

    @Test
    void aCancelledRunHasChangedNothing() {
        long snapshot = stack.lake.find("added").orElseThrow().refresh().snapshotId();
        CopyRun slow = stack.copies.start(CopyRequest.of("endless"));
        CopyRun behind = stack.copies.start(CopyRequest.of("add"));

        assertThat(stack.copies.cancel(behind.id()).state()).isEqualTo(State.CANCELLED);
        Await.until(
                "the job runs",
                () -> stack.cluster.jobs().stream()
                        .anyMatch(job -> job.name().contains(slow.id())
                                && job.status() == org.apache.flink.api.common.JobStatus.RUNNING));
        Await.until("it says how far it is", () -> stack.copies.percent(slow) > 0);
        assertThat(stack.copies.percent(slow)).isLessThan(100);
        stack.copies.cancelAll("endless");

        assertThat(ended(slow.id()).state()).isEqualTo(State.CANCELLED);
        assertThat(ended(behind.id()).state()).isEqualTo(State.CANCELLED);
        assertThat(stack.cluster.jobs())
                .noneMatch(
                        job -> job.name().contains(slow.id()) && !job.status().isGloballyTerminalState());
        assertThat(stack.lake.find("added").orElseThrow().refresh().snapshotId())
                .isEqualTo(snapshot);
        assertThatThrownBy(() -> stack.copies.cancel(slow.id())).hasMessageContaining("it is cancelled already");
        done(CopyRequest.of("add"));
    }

    @Test
    void aRunEndsInWhateverPhaseItIsCancelled() {
        long snapshot = stack.lake.find("added").orElseThrow().refresh().snapshotId();
        CopyRequest add = CopyRequest.of("add");
        for (CopyRun run : List.of(
                CancelledPhases.atTheEdge(stack, add),
                CancelledPhases.beforeItsJob(stack, add),
                CancelledPhases.whileItRests(stack, add))) {
            assertThat(run.state()).isEqualTo(State.CANCELLED);
            assertThat(run.note()).isEqualTo("It was cancelled; nothing was changed.");
        }
        assertThat(stack.lake.find("added").orElseThrow().refresh().snapshotId())
                .isEqualTo(snapshot);
    }

    @Test
    void aRunThatWasBeingCancelledWhenTheProcessDiedIsCancelled() {
        CopyRun left = CopyRun.of(CopyRequest.of("take"), stack.plan(), java.time.Clock.systemUTC());
        stack.history.add(left);
        stack.history.save(left.trying(1).cancelling());
        stack.copies.resume();
        assertThat(ended(left.id()).state()).isEqualTo(State.CANCELLED);
    }

    @Test
    void modeOfARunMayDiffer() {
        done(CopyRequest.of("add"));
        CopyRequest replacing = CopyRequest.of("add").in(Optional.of(Mode.REPLACE));

        assertThat(done(replacing).mode()).isEqualTo(Mode.REPLACE);
        assertThat(stack.number("added", "count(*)")).isEqualTo(1);
    }

    @Test
    void runsOfOneTargetWaitForEachOther() {
        List<CopyRun> runs = List.of(
                stack.copies.start(CopyRequest.of("take")),
                stack.copies.start(CopyRequest.of("take")),
                stack.copies.start(CopyRequest.of("take")));

        assertThat(runs).extracting(CopyRun::state).containsOnly(State.WAITING);
        List<CopyRun> ended = runs.stream().map(run -> ended(run.id())).toList();
        assertThat(ended).extracting(CopyRun::state).containsOnly(State.DONE);
        assertThat(ended).extracting(CopyRun::attempts).containsOnly(1);
        assertThat(ended.get(1).startedAtMillis())
                .isGreaterThanOrEqualTo(ended.get(0).endedAtMillis());
        assertThat(ended.get(2).number()).isEqualTo(ended.get(0).number() + 2);
    }

    @Test
    void failedRunChangesNothingAndSaysWhy() {
        long snapshot = stack.lake.find("added").orElseThrow().refresh().snapshotId();

        CopyRun failed = ended(stack.copies.start(CopyRequest.of("fail")).id());

        assertThat(failed.state()).isEqualTo(State.ERROR);
        assertThat(failed.attempts())
                .as("the query is wrong: trying again does not help")
                .isEqualTo(1);
        assertThat(failed.errorCode()).isEqualTo(ErrorCode.QUERY_FAILED.name());
        assertThat(failed.note()).contains("u");
        assertThat(stack.lake.find("added").orElseThrow().refresh().snapshotId())
                .isEqualTo(snapshot);
        assertThat(stack.copies.find(failed.id())).contains(failed);
    }

    @Test
    void aFullDiskInTheMiddleChangesNothingAndTheNextRunWorks() {
        long snapshot = stack.lake.find("added").orElseThrow().refresh().snapshotId();
        CopyRun failed;
        FullDisk.of(Optional.of("added"));
        try (CopyRuns copies = stack.copies(
                new ClusterCopyJobs(stack.cluster),
                new EdgeFinder(stack.lake, stack.logs, stack.speed::cut, Duration.ofSeconds(60)),
                new RetryPolicy(2, 1, 1))) {
            failed = copies.ended(copies.start(CopyRequest.of("add")).id())
                    .orTimeout(120, TimeUnit.SECONDS)
                    .join();
        } finally {
            FullDisk.of(Optional.empty());
        }
        assertThat(failed.state()).as(failed.note()).isEqualTo(State.ERROR);
        assertThat(failed.errorCode()).isEqualTo(ErrorCode.STORAGE_FAILED.name());
        assertThat(failed.note()).contains("A disk is full", "No space left on device", "free space, then try again");
        assertThat(failed.attempts()).isEqualTo(2);
        assertThat(stack.copies.find(failed.id())).contains(failed);
        assertThat(stack.lake.find("added").orElseThrow().refresh().snapshotId())
                .isEqualTo(snapshot);
        done(CopyRequest.of("add"));
    }

    @Test
    void refusesWhatCannotRun() {
        assertThatThrownBy(() -> stack.copies.start(CopyRequest.of("taek")))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_RESOURCE))
                .hasMessageContaining("Did you mean 'take'?");
    }

    @Test
    void readersAreTold() {
        try (LogAdmin admin = new LogAdmin(stack.logs.bootstrapServers(), Map.of())) {
            LogTopic fresh = admin.ensure(stack.logs.topics().fresh(), 2);
            try (FreshReader reader =
                    new FreshReader(stack.logs.bootstrapServers(), Map.of(), fresh, admin.latest(fresh))) {
                done(CopyRequest.of("take"));
                long snapshot =
                        stack.lake.find("totals").orElseThrow().refresh().snapshotId();

                Await.until(
                        "the notice",
                        () -> reader.poll(Duration.ofMillis(200)).stream()
                                .map(FreshReader.Item::notice)
                                .anyMatch(notice -> notice != null
                                        && notice.writer().equals("batch")
                                        && notice.epoch() == -1
                                        && notice.snapshots().equals(Map.of("totals", snapshot))));
            }
        }
    }

    @Test
    void runThatAnEarlierProcessLeftIsTakenUp() {
        CopyRun left = CopyRun.of(CopyRequest.of("take"), stack.plan(), java.time.Clock.systemUTC());
        stack.history.add(left);
        stack.history.save(left.trying(1));

        stack.copies.resume();

        assertThat(ended(left.id()).state()).isEqualTo(State.DONE);
        assertThat(stack.history.open()).isEmpty();
    }

    @Test
    void aRunThatCommittedWhileTheDatabaseOfRunsWasAwayIsDoneAndNotTriedAgain() {
        AtomicInteger away = new AtomicInteger(-1);
        stack.history.watch(run -> {
            away.compareAndSet(-1, run.state() == State.DONE ? 3 : -1);
            if (away.get() > 0 && away.getAndDecrement() > 0) {
                throw new PipitException(ErrorCode.CATALOG_UNAVAILABLE, "it is away");
            }
        });
        try {
            CopyRun run = done(CopyRequest.of("add"));
            assertThat(away).hasValue(0);
            assertThat(run.attempts()).isEqualTo(1);
            assertThat(run.rows()).isEqualTo(1);
            assertThat(stack.copies.find(run.id())).contains(run);
        } finally {
            stack.history.watch(run -> {});
        }
    }

    private static CopyRequest keyed(String user, Repetition repetition) {
        return CopyRequest.of("add", Map.of("user", List.of(user)))
                .under(Optional.of("rerun-" + user))
                .repeating(repetition);
    }

    private static CopyRequest with(String pipe, String user) {
        return CopyRequest.of(pipe, Map.of("user", List.of(user)));
    }
}
