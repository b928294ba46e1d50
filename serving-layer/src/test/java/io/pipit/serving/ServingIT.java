package io.pipit.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.LogPartition;
import io.pipit.core.block.PositionVector;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.serving.SpeedStub.Event;
import io.pipit.serving.query.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Reads are prefixes (contract C3) whatever log, fresh topic and lake do meanwhile. */
class ServingIT extends ServingTestBase {
    /** More than so many are judged by the random test. */
    private static final int ANSWERS = 50;

    private static final long A_DAY_MILLIS = 86_400_000;

    @Test
    void startsInTheMiddle() {
        send(10, 3);
        publishAll(Map.of());
        fixture.speed.commitAll(fixture.ends());
        Map<Integer, Long> committed = fixture.ends();
        send(7, 3);
        publishAll(committed);
        ServingLayer serving = fixture.serving();
        assertThat(serving.awaitVisible(fixture.end(), Duration.ofSeconds(60))).isTrue();
        assertExact(serving);
        Answer<Map<String, List<Long>>> answer = ServingFixture.sums(serving, PositionVector.START);
        assertThat(answer.lakeRows()).isGreaterThanOrEqualTo(30);
        assertThat(answer.freshRows()).isGreaterThanOrEqualTo(21);
        assertThat(serving.readiness().ready()).isTrue();
        assertThat(serving.status().position()).isEqualTo(fixture.end());
    }

    @Test
    void startsBetweenTheCommitsOfTwoTables() {
        send(6, 2);
        publishAll(Map.of());
        fixture.speed.commit("events", fixture.ends());
        fixture.speed.commit("by_kind", Map.of(0, 1L));
        ServingLayer serving = fixture.serving();
        assertExact(serving);
    }

    @Test
    void aRecordThatRepeatsOrOverlapsCountsOnce() {
        ServingLayer serving = fixture.serving();
        send(12, 2);
        for (int p = 0; p < ServingFixture.PARTITIONS; p++) {
            long end = fixture.speed.end(p);
            long middle = end / 2;
            fixture.speed.publish(p, 0, middle);
            fixture.speed.publish(p, 0, middle);
            fixture.speed.publish(p, middle / 2, end);
            fixture.speed.publish(p, 0, end);
        }
        assertExact(serving);
    }

    @Test
    void anIncompleteAttemptIsVoid() {
        ServingLayer serving = fixture.serving();
        send(8, 2);
        for (int p = 0; p < ServingFixture.PARTITIONS; p++) {
            long end = fixture.speed.end(p);
            if (end > 0) {
                // A job that died while it published: the first of several parts is there, the others are not.
                fixture.writeFirstPart(fixture.speed.record(p, 0, end));
                fixture.speed.publish(p, 0, end);
            }
        }
        assertExact(serving);
    }

    @Test
    void aRepeatedKeyBringsNoRows() {
        ServingLayer serving = fixture.serving();
        SpeedStub.Sent first = fixture.speed.send("key", List.of(new Event("a", 1)));
        SpeedStub.Sent again = fixture.speed.send("key", List.of(new Event("a", 1)));
        assertThat(again.partition()).isEqualTo(first.partition());
        PositionVector wanted = new PositionVector(new TreeMap<>(
                Map.of(new LogPartition(fixture.speed.log().topicId(), again.partition()), again.offset() + 1)));
        var count = Handmade.query("SELECT count(*) AS c FROM {events} AS e", "c", "UInt64");
        assertThat(ServingFixture.ask(serving, count, wanted).result()).isEqualTo(List.of(List.of("1")));
    }

    @Test
    void aSnapshotIsAdoptedOnlyWhenFreshRowsHaveReachedIt() throws Exception {
        ServingLayer serving = fixture.serving();
        send(6, 2);
        // by_kind and events are committed before the fresh rows of the blocks are published
        fixture.speed.commit("events", fixture.ends());
        long snapshot = fixture.speed.commit("by_kind", fixture.ends());
        fixture.speed.announce(Map.of("by_kind", snapshot));
        ServingFixture.await(
                "the log is read",
                () -> serving.status().feeds().stream()
                        .anyMatch(f ->
                                f.feed().equals("log:events") && f.position().reaches(fixture.end())));
        Answer<Map<String, List<Long>>> before = ServingFixture.sums(serving, PositionVector.START);
        assertThat(before.result()).isEqualTo(fixture.expected(before.position()));
        assertThat(before.result().get("raw").get(0)).isZero();
        publishAll(Map.of());
        assertExact(serving);
        ServingFixture.await(
                "adoption",
                () -> serving.status().tables().stream()
                        .anyMatch(t -> t.table().equals("by_kind") && t.snapshotId() == snapshot));
        assertExact(serving);
    }

    /** In a process of its own, nobody tells a serving layer of a deletion but the fresh topic, until it looks at the catalog. */
    @Test
    void rowsThatABatchJobDeletedAreGoneBeforeTheNextLookAtTheCatalog() throws Exception {
        send(6, 3);
        publishAll(Map.of());
        fixture.speed.commitAll(fixture.ends());
        ServingLayer serving = fixture.serving(fixture.plan, A_DAY_MILLIS);
        assertExact(serving);

        fixture.speed.delete("events");
        fixture.speed.announceChange("events");

        ServingFixture.await(
                "the rows are gone",
                () -> ServingFixture.sums(serving, fixture.end())
                        .result()
                        .get("raw")
                        .equals(List.of(0L, 0L)));
        assertThat(ServingFixture.sums(serving, fixture.end()).result().get("agg"))
                .as("the view has not changed")
                .isEqualTo(fixture.expected(fixture.end()).get("agg"));
    }

    @Test
    void generationsAreDroppedOnceTheLakeHasTheirRows() throws Exception {
        ServingLayer serving = fixture.serving();
        for (int round = 0; round < 4; round++) {
            Map<Integer, Long> before = fixture.ends();
            send(5, 4);
            publishAll(before);
            assertExact(serving);
            fixture.speed.commitAll(fixture.ends());
            ServingFixture.await(
                    "fresh rows are dropped",
                    () -> serving.status().tables().stream().allMatch(t -> t.freshRows() == 0));
            assertExact(serving);
        }
    }

    @Test
    void aGapStopsReadsUntilTheLakeIsBeyondIt() throws Exception {
        ServingLayer serving = fixture.serving();
        send(10, 2);
        publishAll(Map.of());
        assertExact(serving);
        Map<Integer, Long> held = fixture.ends();
        int blocks = 10;
        send(blocks, 2);
        for (int p = 0; p < ServingFixture.PARTITIONS; p++) {
            for (; fixture.speed.end(p) == held.get(p); blocks++) {
                send(1, 2); // which partition it is, Kafka decides
            }
        }
        for (int p = 0; p < ServingFixture.PARTITIONS; p++) {
            fixture.speed.publish(p, held.get(p) + 1, fixture.speed.end(p)); // one block is missing
        }
        ServingFixture.await(
                "the gap is noticed", () -> !serving.readiness().reasons().isEmpty());
        assertThatThrownBy(() -> ServingFixture.sums(serving, PositionVector.START))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FRESH_GAP))
                .hasMessageContaining("have a gap: partition");
        var raw = Handmade.query("SELECT count(*) AS c FROM {events} AS e", "c", "UInt64");
        assertThat(ServingFixture.ask(serving, raw, fixture.end()).result())
                .isEqualTo(List.of(List.of("" + (20 + 2 * blocks))));
        fixture.speed.commitAll(fixture.ends());
        ServingFixture.await("reads go on", () -> serving.readiness().reasons().isEmpty());
        assertExact(serving);
    }

    @Test
    void aLogMadeAnewIsNamed() throws Exception {
        send(4, 2);
        publishAll(Map.of());
        fixture.speed.commitAll(fixture.ends());
        String topic = fixture.speed.log().name();
        fixture.admin.delete(topic);
        ServingFixture.await(
                "the topic is gone", () -> fixture.admin.describe(topic).isEmpty());
        fixture.admin.ensure(topic, ServingFixture.PARTITIONS);
        ServingLayer serving = fixture.serving();
        ServingFixture.await(
                "a version answers",
                () -> serving.readiness().reasons().stream().noneMatch(r -> r.contains("read in")));
        assertThatThrownBy(() -> ServingFixture.sums(serving, PositionVector.START))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_LOSS))
                .hasMessageContaining("has been made anew under the same name");
    }

    @Test
    void whoIsBehindATrimmedLogReadsOnFromTheLakeAndElseNamesTheLoss() throws Exception {
        ServingLayer serving = fixture.serving();
        send(6, 2);
        publishAll(Map.of());
        assertExact(serving);
        serving.limitFreshRows(1); // it reads no further
        ServingFixture.await(
                "the limit is felt", () -> serving.status().memory().full());
        Map<Integer, Long> read = fixture.ends();
        send(6, 2);
        publishAll(read);
        fixture.admin.trim(fixture.speed.log(), fixture.admin.latest(fixture.speed.log()));
        serving.limitFreshRows(ServingFixture.ROOM);
        ServingFixture.await("the loss is named", () -> failure(serving) == ErrorCode.DATA_LOSS);

        fixture.speed.commitAll(fixture.ends()); // somebody had read the blocks after all
        ServingFixture.await("it is read from the lake", () -> failure(serving) == null);
        assertExact(serving);
    }

    @Test
    void whoBeginsWhileTheLogIsTrimmedReadsOnFromTheLake() throws Exception {
        send(6, 2);
        publishAll(Map.of());
        fixture.speed.commitAll(fixture.ends());
        ServingLayer serving = fixture.servingWithoutRoom(); // it knows where to begin, and reads nothing yet
        Map<Integer, Long> begun = fixture.ends();
        send(6, 2);
        publishAll(begun);
        fixture.plan
                .tables()
                .keySet()
                .forEach(table -> fixture.speed.commit(table, fixture.ends())); // and nobody says so
        fixture.admin.trim(fixture.speed.log(), fixture.admin.latest(fixture.speed.log()));
        serving.limitFreshRows(ServingFixture.ROOM);
        ServingFixture.await("it is read from the lake", () -> {
            ErrorCode failure = failure(serving);
            assertThat(failure).as("nothing is lost").isNotEqualTo(ErrorCode.DATA_LOSS);
            return failure == null && serving.status().position().reaches(fixture.end());
        });
        assertExact(serving);
    }

    @Test
    void whoBeginsBehindATrimmedFreshTopicReadsOnFromTheLakeThoughNothingMoreComes() throws Exception {
        send(6, 2);
        publishAll(Map.of());
        fixture.speed.commitAll(fixture.ends());
        ServingLayer serving = fixture.serving();
        assertExact(serving);
        send(6, 2);
        fixture.speed.commitAll(
                fixture.ends()); // as if the records had been trimmed while it was opened: it never reads them
        ServingFixture.await(
                "it is read from the lake", () -> serving.status().position().reaches(fixture.end()));
        assertExact(serving);
    }

    /** Why the raw table cannot be read, or null; nothing else may be said of it. */
    private ErrorCode failure(ServingLayer serving) {
        try {
            ServingFixture.sums(serving, PositionVector.START);
            return null;
        } catch (PipitException e) {
            assertThat(e.code()).isIn(ErrorCode.FRESH_GAP, ErrorCode.DATA_LOSS);
            return e.code();
        }
    }

    @Test
    void aPositionThatIsNotReachedTimesOut() {
        ServingLayer serving = fixture.serving();
        send(2, 1);
        publishAll(Map.of());
        PositionVector beyond = new PositionVector(
                new TreeMap<>(Map.of(new LogPartition(fixture.speed.log().topicId(), 0), 1_000L)));
        assertThatThrownBy(() -> ServingFixture.sums(serving, beyond))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.POSITION_TIMEOUT))
                .hasMessageContaining("was not reached within 3000 ms");
        assertThat(serving.awaitVisible(beyond, Duration.ofMillis(50))).isFalse();
        assertExact(serving);
    }

    @Test
    void aLimitThatIsReachedIsLeftOnceTheLakeHasTheRows() throws Exception {
        ServingLayer serving = fixture.serving();
        send(10, 2);
        publishAll(Map.of());
        assertExact(serving);
        serving.limitFreshRows(1);
        ServingFixture.await(
                "the limit is felt", () -> serving.status().memory().full());
        Map<Integer, Long> held = fixture.ends();
        send(20, 2);
        publishAll(held);
        Answer<Map<String, List<Long>>> still = ServingFixture.sums(serving, PositionVector.START);
        assertThat(still.result()).isEqualTo(fixture.expected(still.position()));
        // The snapshot is beyond what was read, and there is no room to read up to it.
        fixture.speed.commitAll(fixture.ends());
        ServingFixture.await(
                "positions move on", () -> serving.status().position().reaches(fixture.end()));
        assertExact(serving);
        ServingFixture.await("there is room", () -> !serving.status().memory().full());
    }

    @Test
    void everyAnswerIsAPrefixWhileEverythingMoves() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        ServingLayer serving = fixture.serving();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicReference<Throwable> wrong = new AtomicReference<>();
        List<Answer<Map<String, List<Long>>>> answers = new CopyOnWriteArrayList<>();
        Thread reader = new Thread(() -> {
            try {
                ServingFixture.await(
                        "a version answers", () -> serving.readiness().ready());
                PositionVector last = PositionVector.START;
                while (!stop.get()) {
                    Answer<Map<String, List<Long>>> answer = ServingFixture.sums(serving, last);
                    assertThat(answer.position().reaches(last)).isTrue();
                    last = answer.position();
                    answers.add(answer);
                }
            } catch (Throwable e) {
                wrong.set(e);
            }
        });
        reader.start();
        Map<Integer, Long> published = new TreeMap<>(Map.of(0, 0L, 1, 0L));
        long end = System.nanoTime() + Duration.ofSeconds(8).toNanos();
        while ((System.nanoTime() < end || answers.size() <= ANSWERS) && wrong.get() == null) {
            send(1 + random.nextInt(4), 1 + random.nextInt(20));
            if (random.nextInt(3) > 0) {
                for (int p = 0; p < ServingFixture.PARTITIONS; p++) {
                    long from = published.get(p);
                    long again = random.nextInt(4) == 0 ? Math.max(0, from - random.nextInt(5)) : from;
                    if (fixture.speed.end(p) > from) {
                        fixture.speed.publish(p, again, fixture.speed.end(p));
                        published.put(p, fixture.speed.end(p));
                    }
                }
            }
            if (random.nextInt(8) == 0) {
                fixture.speed.commitAll(Map.copyOf(published));
            } else if (random.nextInt(12) == 0) {
                fixture.speed.commit(random.nextBoolean() ? "events" : "by_kind", Map.copyOf(published));
            }
        }
        stop.set(true);
        reader.join();
        if (wrong.get() != null) {
            throw new AssertionError("seed " + seed, wrong.get());
        }
        for (Answer<Map<String, List<Long>>> answer : answers) {
            assertThat(answer.result()).as("seed " + seed).isEqualTo(fixture.expected(answer.position()));
        }
        assertThat(answers).hasSizeGreaterThan(ANSWERS);
        System.out.println(answers.size() + " answers judged, the last at "
                + answers.get(answers.size() - 1).position().toText());
        publishAll(published);
        assertExact(serving);
    }
}
