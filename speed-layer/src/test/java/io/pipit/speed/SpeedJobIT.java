package io.pipit.speed;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.LogPartition;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.log.CommitNotice;
import io.pipit.core.log.LogTopic;
import io.pipit.speed.FaultInjector.Point;
import io.pipit.speed.Installation.World;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every table is exact, whatever happens to the job. */
class SpeedJobIT extends SpeedJobTestBase {
    @Test
    void everyTableIsExactAfterAStartFromCoverageAlone() throws Exception {
        try (World world = installation.world(TestProject.full())) {
            produce(world, 20);
            world.events();
            world.quarantined("no number");
            JobID first = world.start();
            world.awaitCommitted();
            world.assertExact();
            world.cancel(first);

            produce(world, 20);
            world.start();
            produce(world, 20);
            world.awaitCommitted();
            world.assertExact();
            assertThat(world.rows("events_quarantine", "c__raw"))
                    .singleElement()
                    .asString()
                    .endsWith(" no number");
            assertFreshIsExact(world);
        }
    }

    @Test
    void anEpochOnDemandIsTold() throws Exception {
        try (World world = installation.world(TestProject.full())) {
            SpeedJobConfig seldom =
                    world.config().withEpochs(new SpeedJobConfig.Epochs(Duration.ofHours(1), 128 << 20));
            JobID job = world.start(seldom);
            produce(world, 5);
            long epoch = triggerWhenPossible(world, job);
            AtomicReference<CommitNotice> told = new AtomicReference<>();
            Installation.await("the notice", () -> {
                assertFreshIsExact(world).notices().stream()
                        .filter(n -> n.epoch() >= epoch)
                        .findFirst()
                        .ifPresent(told::set);
                return told.get() != null;
            });
            CommitNotice notice = told.get();
            assertThat(notice.writer()).isEqualTo(job.toString());
            assertThat(notice.snapshots().keySet())
                    .isEqualTo(new HashSet<>(world.plan().tables()));
            notice.snapshots()
                    .forEach((table, snapshot) -> assertThat(
                                    world.lake().find(table).orElseThrow().at(snapshot))
                            .as(table)
                            .isPresent());
        }
    }

    /** Asks for barriers until one came after all that was produced had been read; returns the last. */
    private static long triggerWhenPossible(World world, JobID job) {
        Installation.await("the job runs", () -> world.status(job) == JobStatus.RUNNING);
        long[] epoch = new long[1];
        Installation.await("an epoch with everything", () -> {
            try {
                epoch[0] = world.trigger(job);
            } catch (Exception e) {
                return false; // not all tasks are up
            }
            return world.committed();
        });
        return epoch[0];
    }

    @ParameterizedTest
    @EnumSource(Point.class)
    void everyTableIsExactThoughTheJobBreaks(Point point) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Faults faults = new Faults("breaks at " + point);
        try (World world = installation.world(TestProject.full())) {
            AtomicInteger left = new AtomicInteger(2);
            faults.set((reached, detail) -> {
                if (reached == point && random.nextInt(3) == 0 && left.getAndDecrement() > 0) {
                    throw new IllegalStateException("broken at " + point + " of " + detail + ", seed " + seed);
                }
            });
            world.start(world.config().withFaults(faults));
            Installation.await("the faults have happened, seed " + seed, () -> {
                quietly(() -> produce(world, 1));
                return left.get() <= 0;
            });
            produce(world, 5);
            world.awaitCommitted();
            world.assertExact();
            assertFreshIsExact(world);
        }
    }

    @Test
    void twoJobsAtOnceCountNothingTwice() throws Exception {
        try (World world = installation.world(TestProject.full())) {
            Faults both = new Faults("two jobs");
            world.start(world.config().withFaults(both));
            produce(world, 10);
            world.start(world.config().withFaults(both));
            for (int i = 0; i < 8; i++) {
                produce(world, 5);
                awaitMore(both, Point.EPOCH_COMMITTED);
            }
            world.awaitCommitted();
            world.assertExact();
            assertFreshIsExact(world);
        }
    }

    @Test
    void aJobWhoseEpochDoesNotJoinOnStartsAgainFromCoverage() throws Exception {
        try (World world = installation.world(TestProject.full())) {
            CountDownLatch releaseShort = new CountDownLatch(1);
            CountDownLatch releaseLong = new CountDownLatch(1);
            Faults shortEpoch = new Faults("short epoch " + world.topics());
            Faults longEpoch = new Faults("long epoch " + world.topics());
            produce(world, 5);
            shortEpoch.set(holdCommits(releaseShort));
            JobID first = world.start(world.config().withFaults(shortEpoch));
            Installation.await("the first job would commit", () -> shortEpoch.reached(Point.TABLE_COMMITS) > 0);
            produce(world, 5);
            longEpoch.set(holdCommits(releaseLong));
            world.start(world.config().withFaults(longEpoch));
            Installation.await("the second job would commit", () -> longEpoch.reached(Point.TABLE_COMMITS) > 0);
            releaseShort.countDown();
            Installation.await("the first job has committed", () -> shortEpoch.reached(Point.EPOCH_COMMITTED) > 0);
            world.cancel(first);
            long triedBefore = longEpoch.reached(Point.BLOCKS_RUN);
            releaseLong.countDown();
            world.awaitCommitted();
            world.assertExact();
            assertThat(longEpoch.reached(Point.BLOCKS_RUN))
                    .as("blocks run again")
                    .isGreaterThan(triedBefore - 1);
        }
    }

    private static FaultInjector holdCommits(CountDownLatch release) {
        return (point, detail) -> {
            if (point == Point.TABLE_COMMITS) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }

    @Test
    void tablesThatAreAheadOfOthersAreNotCountedTwice() throws Exception {
        Faults faults = new Faults("half an epoch");
        try (World world = installation.world(TestProject.full())) {
            Set<String> committed = Set.of("events", "by_kind");
            faults.set((point, detail) -> {
                if (point == Point.TABLE_COMMITS && !committed.contains(detail)) {
                    throw new IllegalStateException("killed after 2 of 5 tables");
                }
            });
            produce(world, 10);
            JobID job = world.start(world.config().withFaults(faults));
            Installation.await(
                    "two tables are committed",
                    () -> committed.stream()
                            .allMatch(t -> world.lake().find(t).isPresent()
                                    && !world.lake()
                                            .find(t)
                                            .orElseThrow()
                                            .refresh()
                                            .files()
                                            .isEmpty()));
            world.cancel(job);
            assertThat(world.coverage(target(world, "events", "big")).partitions())
                    .isEmpty();

            produce(world, 10);
            world.start();
            world.awaitCommitted();
            world.assertExact();
            assertFreshIsExact(world);
        }
    }

    @Test
    void aNewViewIsFilledFromTheLogWhileOtherTablesStayAsTheyAre() throws Exception {
        try (World world = installation.world(TestProject.withoutViewOfView())) {
            produce(world, 20);
            JobID job = world.start();
            world.awaitCommitted();
            world.cancel(job);
            world.use(TestProject.full());
            produce(world, 5);
            world.start();
            world.awaitCommitted();
            world.assertExact();
        }
    }

    @Test
    void aRepeatedRequestCountsOnceAlsoAcrossAStart() throws Exception {
        try (World world = installation.world(TestProject.full())) {
            world.events("request-1", event("a", 60));
            world.events("request-1", event("a", 60));
            JobID job = world.start();
            world.awaitCommitted();
            world.cancel(job);
            world.events("request-1", event("a", 60));
            world.events("request-2", event("b", 70));
            world.start();
            world.awaitCommitted();
            world.assertExact();
            assertThat(world.rows("events", "kind")).hasSize(2);
        }
    }

    @Test
    void aBlockThatFailsByItselfIsSetAsideForItsViewAndToldInTheCoverage() throws Exception {
        try (World world = installation.world(TestProject.strict())) {
            world.events(event("1", 60));
            world.events(event("two", 70));
            world.events(event("3", 80));
            world.start();
            world.awaitCommitted();
            world.assertExact();
            assertThat(world.rows("numbers", "n")).hasSize(2);
            FeedCoverage coverage = world.coverage(target(world, "events", "numbers"));
            assertThat(coverage.setAside())
                    .singleElement()
                    .satisfies(b -> assertThat(b.error()).contains("two"));
            assertThat(world.coverage(SpeedPlan.raw("events")).setAside()).isEmpty();
        }
    }

    @Test
    void rowsWrittenAheadOfTheBarrierAreCommittedWithIt() throws Exception {
        Faults faults = new Faults("small cuts");
        try (World world = installation.world(TestProject.full())) {
            JobID job = world.start(
                    world.config().withFaults(faults).withEpochs(new SpeedJobConfig.Epochs(Duration.ofHours(1), 1)));
            for (int i = 0; i < 10; i++) {
                produce(world, 3);
                awaitMore(faults, Point.FILES_WRITTEN);
            }
            assertThat(faults.reached(Point.TABLE_COMMITS)).isZero();
            triggerWhenPossible(world, job);
            world.assertExact();
        }
    }

    // --- helpers

    private static void awaitMore(Faults faults, Point point) {
        long before = faults.reached(point);
        Installation.await("the job goes on to " + point, () -> faults.reached(point) > before);
    }

    private static Event event(String kind, long amount) {
        return new Event(IDS.incrementAndGet(), kind, amount);
    }

    private static Target target(World world, String landing, String table) {
        return world.plan().targets(landing).stream()
                .filter(t -> t.table().equals(table))
                .findFirst()
                .orElseThrow();
    }

    /** Whoever reads the fresh topic from its start sees every block once. */
    private static FreshModel assertFreshIsExact(World world) {
        FreshModel model = new FreshModel(world.plan(), installation.session());
        LogTopic log = world.log("events");
        LogTopic fresh = installation.admin().describe(world.topics().fresh()).orElseThrow();
        Map<Integer, Long> from = new HashMap<>();
        log.logPartitions().stream().map(LogPartition::partition).forEach(p -> from.put(p, 0L));
        model.read(
                installation.bootstrapServers(),
                fresh,
                from,
                log,
                "events",
                installation.admin().latest(log));
        assertThat(model.rows(target(world, "events", "by_kind").feed()))
                .isEqualTo(world.expected().byKind());
        assertThat(model.rows(target(world, "events", "big").feed()))
                .isEqualTo(world.expected().big());
        assertThat(model.rows(target(world, "events", "by_big").feed()))
                .isEqualTo(world.expected().byBig());
        return model;
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void quietly(Step step) {
        try {
            step.run();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
