package io.pipit.jobs.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.batch.mutate.MutateSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.JobsStack;
import io.pipit.jobs.Load;
import io.pipit.jobs.copy.CopyProject;
import io.pipit.jobs.copy.CopyRequest;
import io.pipit.jobs.copy.CopyRun;
import io.pipit.jobs.flink.Await;
import io.pipit.jobs.queue.TableReaders;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowChangesIT {
    @Test
    void whatWasAcknowledgedBeforeGoesAndWhatComesLaterStays(@TempDir Path folder) throws Exception {
        try (JobsStack stack = JobsStack.start(folder, CopyProject.TEXTS);
                RowChanges changes = TestChanges.of(stack)) {
            stack.send("events", CopyProject.events(0, 70));
            AtomicInteger sent = new AtomicInteger(70);
            Load load = Load.of(() -> {
                stack.send("events", CopyProject.events(sent.get(), sent.get() + 7));
                sent.addAndGet(7);
            });
            RowChange deletion;
            try (load) {
                deletion = ended(changes, delete(changes, "events", "user = 'u3'"));
            }
            assertThat(deletion.state()).as("%s", deletion).isEqualTo(RowChange.State.DONE);
            assertThat(deletion.result().removed()).isBetween(10L, sent.get() / 7L);
            long left = sent.get() - deletion.result().removed();
            Await.until("all is committed", () -> stack.number("events", "count(*)") >= left);
            assertThat(stack.number("events", "count(*)")).isEqualTo(left);
            assertThat(stack.number("events", "count(DISTINCT n)")).isEqualTo(left);

            assertThat(changes.count("events", "user != 'u3'")).isEqualTo(sent.get() / 7L * 6);
            long rest = left;
            assertThat(ended(changes, delete(changes, "events", "")).result().removed())
                    .isEqualTo(rest);
            assertThat(stack.number("events", "count(*)")).isZero();
            stack.send("events", CopyProject.events(0, 7));
            Await.until("events go on", () -> stack.number("events", "count(*)") == 7);
            assertThatThrownBy(() -> delete(changes, "evnts", "")).hasMessageContaining("Did you mean 'events'?");
            assertThatThrownBy(() -> delete(changes, "events", "usr = 1")).hasMessageContaining("Did you mean 'user'?");
        }
    }

    @Test
    void isDoneOnceReadersInThisProcessHaveIt(@TempDir Path folder) throws Exception {
        Map<String, Long> rows = new ConcurrentHashMap<>();
        try (JobsStack stack = JobsStack.start(folder, CopyProject.TEXTS)) {
            ChangeStore store = new ChangeStore(stack.database());
            TableReaders readers = tables -> {
                assertThat(store.open()).hasSize(1);
                tables.forEach(table -> rows.put(table, stack.number(table, "count(*)")));
            };
            try (RowChanges changes = TestChanges.of(stack, store, readers)) {
                stack.send("events", CopyProject.events(0, 7));
                assertThat(ended(changes, delete(changes, "events", "")).state())
                        .isEqualTo(RowChange.State.DONE);
            }
        }
        assertThat(rows).containsEntry("events", 0L);
    }

    @Test
    void viewsFollowWhereThatIsAskedFor(@TempDir Path folder) throws Exception {
        Map<String, String> texts = new TreeMap<>(CopyProject.TEXTS);
        texts.remove("copies/rebuild.pipe");
        try (JobsStack stack = JobsStack.start(folder, texts);
                RowChanges changes = TestChanges.of(stack)) {
            stack.send("events", CopyProject.events(0, 70));
            AtomicInteger sent = new AtomicInteger(70);
            Load load = Load.of(() -> {
                stack.send("events", CopyProject.events(sent.get(), sent.get() + 7));
                sent.addAndGet(7);
            });
            RowChange deletion;
            try (load) {
                deletion = ended(
                        changes,
                        changes.start(
                                RowChange.Kind.DELETE,
                                "events",
                                "user = 'u3' OR n = 1",
                                RowChange.Source.NONE,
                                MutateSpec.Views.FOLLOW));
            }
            assertThat(deletion.state()).as("%s", deletion).isEqualTo(RowChange.State.DONE);
            assertThat(deletion.result().note())
                    .contains("In 'hits', the touched groups, by user, were made anew.")
                    .contains("In 'mixed', the touched groups");
            long left = sent.get() - deletion.result().removed();
            Await.until(
                    "all is committed",
                    () -> stack.number("events", "count(*)") >= left && stack.number("hits", "sum(hits)") >= left);
            assertThat(stack.number("events", "count(*)")).isEqualTo(left);
            assertThat(stack.number("hits", "sum(hits)")).isEqualTo(left);
            assertThat(stack.number("hits", "sum(hits) FILTER (WHERE \"user\" = 'u1')"))
                    .isEqualTo(sent.get() / 7 - 1);
            Await.until("the other view", () -> stack.number("mixed", "count(*)") == left);
        }
    }

    @Test
    void copiesMayAddAgainWhatWasEmptied(@TempDir Path folder) throws Exception {
        try (JobsStack stack = JobsStack.start(folder, CopyProject.WITH_FOLLOWERS);
                RowChanges changes = TestChanges.of(stack)) {
            stack.send("events", CopyProject.events(0, 70));
            copied(stack);
            copied(stack);
            assertThat(stack.number("snapshot", "count(*)"))
                    .as("once by its key")
                    .isEqualTo(14);
            RowChange emptied = changes.start(RowChange.Kind.TRUNCATE, "snapshot", "", RowChange.Source.NONE);
            assertThat(ended(changes, emptied).result().removed()).isEqualTo(14);
            copied(stack);
            assertThat(stack.number("snapshot", "count(*)")).isEqualTo(14);

            ended(changes, changes.start(RowChange.Kind.DELETE, "snapshot", "n >= 0", RowChange.Source.NONE));
            copied(stack);
            assertThat(stack.number("snapshot", "count(*)"))
                    .as("rows that were deleted by a condition stay deleted")
                    .isZero();
            emptied = changes.start(RowChange.Kind.TRUNCATE, "snapshot", "", RowChange.Source.NONE);
            assertThat(ended(changes, emptied).result().removed()).isZero();
            copied(stack);
            assertThat(stack.number("snapshot", "count(*)")).isEqualTo(14);
        }
    }

    private static void copied(JobsStack stack) {
        CopyRequest request = CopyRequest.of("snap", Map.of("below", List.of("14")));
        CopyRun run = stack.copies
                .ended(stack.copies.start(request).id())
                .orTimeout(120, TimeUnit.SECONDS)
                .join();
        assertThat(run.state()).as(run.note()).isEqualTo(CopyRun.State.DONE);
    }

    @Test
    void aChangeThatTheDeathOfTheProcessInterruptedHappensOnce(@TempDir Path folder) throws Exception {
        try (JobsStack stack = JobsStack.start(folder, CopyProject.TEXTS)) {
            stack.send("events", CopyProject.events(0, 70));
            ChangeStore store = new ChangeStore(stack.database());
            RowChange before = RowChange.asked(
                            RowChange.Kind.DELETE, "events", "n < 10", RowChange.Source.NONE, MutateSpec.Views.KEEP, 1)
                    .working(2);
            store.save(before);
            RowChange cancelled = RowChange.asked(
                    RowChange.Kind.TRUNCATE, "events", "", RowChange.Source.NONE, MutateSpec.Views.KEEP, 3);
            store.save(cancelled);
            try (RowChanges changes = TestChanges.of(stack)) {
                changes.cancel(cancelled.id());
                changes.resume();
                assertThat(ended(changes, before).result().removed()).isEqualTo(10);
            }
            // It was in the table, and the process died before it could write so.
            stack.send("events", CopyProject.events(0, 7));
            store.save(before);
            try (RowChanges changes = TestChanges.of(stack)) {
                changes.resume();
                RowChange again = ended(changes, before);
                assertThat(again.state()).isEqualTo(RowChange.State.DONE);
                assertThat(again.result().note()).contains("An earlier try had done this");
                assertThat(changes.find(cancelled.id()).orElseThrow().state()).isEqualTo(RowChange.State.CANCELLED);
            }
            Await.until("all is committed", () -> stack.number("events", "count(*)") == 67);
        }
    }

    /** What has happened is what is said of it, and what was refused does not happen later. */
    @Test
    void endsAreNotedWhateverTheDatabaseDoes(@TempDir Path folder) throws Exception {
        try (JobsStack stack = JobsStack.start(folder, CopyProject.TEXTS)) {
            ChangeStore store = new ChangeStore(stack.database());
            AtomicInteger away = new AtomicInteger(2);
            store.watch(change -> {
                if (change.state() == RowChange.State.DONE && away.getAndDecrement() > 0) {
                    throw new PipitException(ErrorCode.CATALOG_UNAVAILABLE, "it is away");
                }
            });
            try (RowChanges changes = TestChanges.of(stack, store, TableReaders.NONE)) {
                stack.send("events", CopyProject.events(0, 70));
                RowChange gone = delete(changes, "events", "n < 10");
                assertThat(changes.awaited(gone).state()).isEqualTo(RowChange.State.DONE);
                assertThat(away).hasValue(-1);
                assertThat(store.find(gone.id()).orElseThrow().result().removed())
                        .isEqualTo(10);

                assertThatThrownBy(
                        () -> changes.start(RowChange.Kind.ROLLBACK, "events", "", RowChange.Source.snapshot(12345)));
                assertThat(store.open()).isEmpty();
            }
        }
    }

    private static RowChange delete(RowChanges changes, String table, String condition) {
        return changes.start(RowChange.Kind.DELETE, table, condition, RowChange.Source.NONE);
    }

    private static RowChange ended(RowChanges changes, RowChange change) throws Exception {
        return changes.ended(change.id()).get(120, TimeUnit.SECONDS);
    }
}
