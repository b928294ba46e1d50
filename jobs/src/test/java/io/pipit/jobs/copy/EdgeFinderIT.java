package io.pipit.jobs.copy;

import static io.pipit.jobs.copy.FakeSpeed.PLAN;
import static io.pipit.jobs.copy.FakeSpeed.tables;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.LogPartition;
import io.pipit.core.block.PositionVector;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.speed.SpeedSupervisor.Cut;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The edge of a copy while its tables commit at different times (contract C5). */
class EdgeFinderIT {
    private static final SortedSet<String> TABLES = tables("events", "hits", "snapshot");
    private static final List<String> IN_ORDER = List.of("events", "hits");

    @TempDir
    Path folder;

    private FakeSpeed speed;

    @BeforeEach
    void start() {
        speed = new FakeSpeed(folder);
    }

    @AfterEach
    void stop() {
        speed.close();
    }

    @Test
    void nothingIsCutWhereNothingFlows() {
        Edge empty = finder(EdgeFinderIT::noCut).find(PLAN, TABLES);
        assertThat(empty.snapshots()).containsEntry("events", -1L).containsEntry("hits", -1L);
        assertThat(empty.position()).isEqualTo(speed.end());

        speed.send(5);
        speed.epoch(speed.end(), IN_ORDER);
        Edge settled = finder(EdgeFinderIT::noCut).find(PLAN, TABLES);
        assertThat(settled.position()).isEqualTo(speed.end());
        assertThat(settled.snapshots().keySet()).isEqualTo(TABLES);
        assertThat(settled.snapshots().get("hits")).isPositive();
    }

    @Test
    void tablesThatDisagreeAreBroughtToOneBarrier() {
        speed.send(5);
        speed.commit("events", speed.end());
        AtomicInteger cuts = new AtomicInteger();

        Edge edge = finder(() -> {
                    cuts.incrementAndGet();
                    return speed.epoch(speed.end(), List.of("hits", "events"));
                })
                .find(PLAN, TABLES);

        assertThat(cuts).hasValue(1);
        assertThat(edge.position()).isEqualTo(speed.end());
        assertThat(speed.covered("hits", edge.snapshots().get("hits"))).isEqualTo(speed.end());
    }

    @Test
    void runsThatHaveWaitedShareACut() {
        long asked = System.nanoTime();
        speed.send(5);
        AtomicInteger cuts = new AtomicInteger();
        EdgeFinder finder = finder(() -> {
            cuts.incrementAndGet();
            return speed.epoch(speed.end(), IN_ORDER);
        });
        PositionVector first =
                finder.find(PLAN, TABLES, OptionalLong.empty(), asked).position();
        speed.send(3);

        assertThat(finder.find(PLAN, TABLES, OptionalLong.empty(), asked).position())
                .isEqualTo(first);
        assertThat(cuts).as("it was asked for before the first looked").hasValue(1);
        assertThat(finder.find(PLAN, TABLES).position()).isEqualTo(speed.end());
        assertThat(cuts).as("one that is asked for now").hasValue(2);
    }

    @Test
    void whatWasAcknowledgedBeforeIsBelowTheEdge() {
        speed.send(3);
        PositionVector early = speed.end();
        speed.send(4);
        PositionVector acknowledged = speed.end();
        AtomicInteger cuts = new AtomicInteger();

        Edge edge = finder(() -> speed.epoch(cuts.incrementAndGet() < 3 ? early : acknowledged, IN_ORDER))
                .find(PLAN, TABLES);

        assertThat(cuts).hasValue(3);
        assertThat(edge.position()).isEqualTo(acknowledged);
    }

    @Test
    void waitsForTheEpochThatWasCut() throws Exception {
        speed.send(3);
        CountDownLatch cut = new CountDownLatch(1);
        ExecutorService later = Executors.newSingleThreadExecutor();
        try {
            Future<Edge> edge = later.submit(() -> finder(() -> {
                        cut.countDown();
                        return new Cut(FakeSpeed.JOB, 3);
                    })
                    .find(PLAN, TABLES));
            cut.await();
            PositionVector end = speed.end();
            speed.epoch(PositionVector.START, IN_ORDER);
            speed.epoch(end, IN_ORDER);
            assertThat(edge.isDone()).isFalse();
            speed.epoch(end, IN_ORDER);

            assertThat(edge.get().position()).isEqualTo(end);
        } finally {
            later.shutdownNow();
        }
    }

    @Test
    void anotherSpeedJobMeansAnotherTry() {
        speed.send(1);
        assertThatThrownBy(() -> finder(() -> {
                            speed.otherJob();
                            return new Cut(FakeSpeed.JOB, 1);
                        })
                        .find(PLAN, TABLES))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.COPY_FAILED))
                .hasMessageContaining("job-2");
    }

    @Test
    void saysWhichTableIsBehind() {
        speed.send(1);
        speed.commit("events", speed.end());
        EdgeFinder finder = new EdgeFinder(
                speed.lake, speed.settings, () -> speed.epoch(speed.end(), List.of("events")), Duration.ofSeconds(2));

        assertThatThrownBy(() -> finder.find(PLAN, TABLES))
                .isInstanceOfSatisfying(
                        PipitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.COPY_FAILED))
                .hasMessageContaining("events, hits, snapshot did not reach one position within ")
                .hasMessageContaining("view:by_hour.n into hits stands at 0");
    }

    /** While blocks arrive and epochs are committed table by table all the time, every edge found is one position. */
    @Test
    void everyEdgeIsOnePositionUnderLoad() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("EdgeFinderIT seed " + seed);
        Random random = new Random(seed);
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService load = Executors.newFixedThreadPool(2);
        try {
            Future<?> sending = load.submit(() -> {
                while (!stop.get()) {
                    speed.send(1);
                }
            });
            Future<?> committing = load.submit(() -> {
                while (!stop.get()) {
                    commitSomeEpoch(random);
                }
            });
            for (int run = 0; run < 8; run++) {
                PositionVector before = speed.end();
                Edge edge = finder(() -> {
                            synchronized (random) {
                                return speed.epoch(speed.end(), IN_ORDER);
                            }
                        })
                        .find(PLAN, TABLES);
                assertThat(edge.position().reaches(before))
                        .as("reaches %s", before.toText())
                        .isTrue();
                for (String table : IN_ORDER) {
                    PositionVector covered =
                            speed.covered(table, edge.snapshots().get(table));
                    assertThat(covered.reaches(edge.position())
                                    && edge.position().reaches(covered))
                            .as(
                                    "%s: %s is %s",
                                    table, covered.toText(), edge.position().toText())
                            .isTrue();
                }
            }
            stop.set(true);
            sending.get();
            committing.get();
        } finally {
            stop.set(true);
            load.shutdownNow();
        }
    }

    private void commitSomeEpoch(Random random) {
        synchronized (random) {
            boolean viewsFirst = random.nextBoolean();
            speed.epoch(below(speed.end(), random), viewsFirst ? List.of("hits", "events") : IN_ORDER);
        }
    }

    /** Some position between what is committed and the end. */
    private PositionVector below(PositionVector end, Random random) {
        PositionVector held = speed.covered(
                "events", speed.lake.find("events").orElseThrow().refresh().snapshotId());
        TreeMap<LogPartition, Long> next = new TreeMap<>();
        end.next().forEach((partition, offset) -> {
            long from = held.next(partition);
            next.put(partition, from + (offset > from ? random.nextLong(offset - from + 1) : 0));
        });
        return new PositionVector(next);
    }

    private EdgeFinder finder(Supplier<Cut> cut) {
        return new EdgeFinder(speed.lake, speed.settings, cut, Duration.ofSeconds(60));
    }

    private static Cut noCut() {
        throw new AssertionError("no epoch need be cut");
    }
}
