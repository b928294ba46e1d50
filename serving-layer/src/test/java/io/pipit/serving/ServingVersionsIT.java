package io.pipit.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.PositionVector;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.serving.query.Answer;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Versions that are built and switched to while queries are answered. */
class ServingVersionsIT extends ServingTestBase {
    @Test
    void rowsOfAViewThatOnlyTheNextVersionHasAreNotSeen() throws Exception {
        ServingLayer serving = fixture.serving();
        send(6, 2);
        publishAll(Map.of());
        fixture.speed.commitAll(fixture.ends());
        assertExact(serving);
        long foreign = fixture.speed.commitForeign("by_kind", "view:another.node");
        Map<Integer, Long> before = fixture.ends();
        send(3, 2);
        publishAll(before);
        long events = fixture.speed.commit("events", fixture.ends());
        fixture.speed.announce(Map.of("by_kind", foreign, "events", events));
        ServingFixture.await(
                "adoption of what comes with it",
                () -> serving.status().tables().stream()
                        .anyMatch(t -> t.table().equals("events") && t.snapshotId() == events));
        assertExact(serving);
        assertThat(serving.status().tables()).noneMatch(t -> t.snapshotId() == foreign);
    }

    @Test
    void whoeverCatchesUpReadsWhatNobodyHasAnnounced() throws Exception {
        ServingLayer serving = fixture.serving(fixture.plan, 60_000);
        send(4, 2);
        publishAll(Map.of());
        fixture.speed.commitAll(fixture.ends());
        assertExact(serving);
        fixture.speed.delete("events");
        serving.catchUp(List.of("events", "a table that nobody reads"));
        var count = Handmade.query("SELECT count(*) AS c FROM {events} AS e", "c", "UInt64");
        assertThat(ServingFixture.ask(serving, count, fixture.end()).result()).isEqualTo(List.of(List.of("0")));
    }

    @Test
    void aReloadWithANewViewDerivesItFromTheStart() throws Exception {
        Plan before = Handmade.project().without("latest").plan();
        fixture.speed.use(before);
        ServingLayer serving = fixture.serving(before);
        send(8, 3);
        publishAll(Map.of()); // records that know nothing of the new view
        var raw = Handmade.query("SELECT count(*) AS c FROM {events} AS e", "c", "UInt64");
        assertThat(ServingFixture.ask(serving, raw, fixture.end()).result()).isEqualTo(List.of(List.of("24")));
        fixture.speed.use(fixture.plan);
        CompletableFuture<Void> applied = CompletableFuture.runAsync(() -> serving.apply(fixture.plan));
        var stillRaw = ServingFixture.ask(serving, raw, fixture.end());
        assertThat(stillRaw.result()).isEqualTo(List.of(List.of("24")));
        assertThat(applied).isNotDone();
        publishAll(Map.of()); // the new job begins at the start
        applied.get(60, TimeUnit.SECONDS);
        assertExact(serving);
    }

    @Test
    void rowsThatWereDeletedWhileAVersionWasBuiltDoNotComeBackWithIt() throws Exception {
        Plan before = Handmade.project().without("latest").plan();
        fixture.speed.use(before);
        // It asks for itself once in a while; the next version would not for as long.
        ServingLayer serving = fixture.serving(before, 4_000);
        send(8, 3);
        publishAll(Map.of());
        fixture.speed.announce(Map.of(
                "events", fixture.speed.commit("events", fixture.ends()),
                "by_kind", fixture.speed.commit("by_kind", fixture.ends())));
        var raw = Handmade.query("SELECT count(*) AS c FROM {events} AS e", "c", "UInt64");
        ServingFixture.await(
                "adoption", () -> serving.status().tables().stream().allMatch(t -> t.freshRows() == 0));
        // The next version has a view of which nothing is published yet: it is there, and waits.
        Plan next = Handmade.project().plan();
        ServingFixture.await("the next version", () -> missing(serving, next).contains("is being read from"));
        fixture.speed.delete("events");
        List<List<String>> none = List.of(List.of("0"));
        ServingFixture.await(
                "deletion",
                () -> ServingFixture.ask(serving, raw, fixture.end()).result().equals(none));
        fixture.speed.use(fixture.plan);
        CompletableFuture<Void> applied = CompletableFuture.runAsync(() -> serving.apply(next));
        publishAll(Map.of());
        while (!applied.isDone()) {
            assertThat(ServingFixture.ask(serving, raw, fixture.end()).result()).isEqualTo(none);
        }
        applied.get();
        assertThat(ServingFixture.ask(serving, raw, fixture.end()).result()).isEqualTo(none);
    }

    @Test
    void nothingBeginsToAnswerFromTablesThatChangePlaces() throws Exception {
        // Of the moments that are asked for: while they change; before; after it was opened; from then on.
        Deque<String> moments = new ConcurrentLinkedDeque<>(List.of("", "before", "after"));
        ServingLayer serving = fixture.serving(fixture.plan, 200, () -> {
            String moment = moments.isEmpty() ? "after" : moments.poll();
            if (moment.isEmpty()) {
                throw new PipitException(ErrorCode.NOT_READY, "Tables take their places.");
            }
            return moment;
        });
        assertThat(serving.readiness().reasons()).containsExactly("Tables take their places.");
        ServingFixture.await("the tables", () -> serving.readiness().ready());
        assertThat(moments).isEmpty();
        assertThat(serving.status().version())
                .as("the one that began before them is let go")
                .isEqualTo(2);
        send(3, 2);
        publishAll(Map.of());
        assertExact(serving);
    }

    /** What is missing until a version answers. */
    private static String missing(ServingLayer serving, Plan next) {
        try {
            serving.apply(next, Duration.ofMillis(100), told -> {});
            return "";
        } catch (PipitException e) {
            return e.getMessage();
        }
    }

    @Test
    void answersDoNotGoBackWhenAVersionIsBuiltBesideTheOneThatAnswers() throws Exception {
        ServingLayer serving = fixture.serving();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicReference<Throwable> wrong = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            try {
                PositionVector last = PositionVector.START;
                while (!stop.get()) {
                    Answer<Map<String, List<Long>>> answer = ServingFixture.sums(serving, PositionVector.START);
                    assertThat(answer.position().reaches(last))
                            .as("%s after %s", answer.position().toText(), last.toText())
                            .isTrue();
                    last = answer.position();
                }
            } catch (Throwable e) {
                wrong.set(e);
            }
        });
        reader.start();
        for (int round = 0; round < 5 && wrong.get() == null; round++) {
            Map<Integer, Long> before = fixture.ends();
            CompletableFuture<Void> built = CompletableFuture.runAsync(
                    () -> serving.apply(Handmade.project().plan()));
            send(6, 2);
            publishAll(before);
            fixture.speed.commitAll(fixture.ends());
            built.get(60, TimeUnit.SECONDS);
        }
        stop.set(true);
        reader.join();
        assertThat(wrong.get()).isNull();
        assertExact(serving);
    }
}
