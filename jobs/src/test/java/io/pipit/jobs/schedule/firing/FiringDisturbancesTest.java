package io.pipit.jobs.schedule.firing;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.jobs.schedule.CronLine;
import io.pipit.jobs.schedule.config.AlertRule;
import io.pipit.jobs.schedule.config.Manner;
import io.pipit.jobs.schedule.config.Misfire;
import io.pipit.jobs.schedule.config.Schedule;
import io.pipit.jobs.schedule.config.ScheduleKind;
import io.pipit.jobs.schedule.firing.Firing.State;
import io.pipit.jobs.schedule.firing.FiringWork.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Each time is fired once, through deaths, other processes, changes of the file and clocks that leap. */
class FiringDisturbancesTest extends FiringFixture {
    @Test
    void whoeverComesAfterADeathGoesOnWithTheSameRun() {
        Schedule hourly = hourly(Misfire.ONCE);
        apply(hourly);
        work.endsAtOnce = false;
        clock.set("2026-03-04T10:00:00Z");
        firings.ledger().account(hourly.id());
        FiringStore store = new FiringStore(database);
        Firing waiting = store.open().get(0);
        // Death after it was taken, before or after there was a run of it.
        assertThat(store.begin(waiting, "dead", clock.instant(), clock.instant().plusSeconds(30)))
                .isTrue();
        assertThat(store.begin(
                        waiting, "other", clock.instant(), clock.instant().plusSeconds(30)))
                .isFalse();
        steps();
        assertThat(work.started).isEmpty();
        clock.pass(MINUTE);
        steps();
        assertThat(work.started).containsExactly("hourly@2026-03-04T10:00:00Z");
        firings = process();
        clock.pass(MINUTE);
        done("hourly@2026-03-04T10:00:00Z");
        assertThat(work.started).hasSize(1);
        assertThat(states(hourly)).containsExactly(State.DONE);
    }

    @Test
    void twoProcessesFireEachTimeOnce() throws Exception {
        Schedule all = new Schedule(
                ScheduleKind.COPY,
                "all",
                "all",
                Optional.of(CronLine.parse("* * * * *")),
                List.of(),
                new TreeMap<>(),
                new Manner(Misfire.ALL, 1_000, Duration.ZERO, Duration.ZERO, 0, MINUTE),
                AlertRule.NONE);
        apply(all);
        AtomicInteger starts = new AtomicInteger();
        FiringWork counting = new FiringWork() {
            @Override
            public String start(Schedule schedule, Firing firing, Map<String, String> parameters) {
                starts.incrementAndGet();
                return work.start(schedule, firing, parameters);
            }

            @Override
            public Optional<Outcome> outcome(String run) {
                return work.outcome(run);
            }

            @Override
            public void cancel(String run) {}
        };
        clock.set("2026-03-04T10:10:00Z");
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = java.util.stream.IntStream.range(0, 3)
                .mapToObj(i -> new Thread(() -> {
                    Firings mine = Firings.in(database, clock, Map.of(ScheduleKind.COPY, counting));
                    try {
                        go.await();
                        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
                        while (System.nanoTime() < deadline && !ended(all, 40)) {
                            mine.step();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(work.started).hasSize(40).doesNotHaveDuplicates();
        assertThat(starts).hasValue(40);
        assertThat(states(all)).hasSize(40).containsOnly(State.DONE);
    }

    @Test
    void aChangeLosesNothingAndFiresNothingTwice() {
        Schedule hourly = hourly(Misfire.ONCE);
        apply(hourly);
        at("2026-03-04T10:00:00Z");
        clock.set("2026-03-04T11:00:00Z");
        apply(hourly.with(Optional.of(CronLine.parse("30 * * * *")))); // the former line's time is not lost
        steps();
        assertThat(work.started).containsExactly("hourly@2026-03-04T10:00:00Z", "hourly@2026-03-04T11:00:00Z");
        clock.set("2026-03-04T11:20:00Z");
        apply(hourly.with(Optional.of(CronLine.parse("10,20,40 * * * *")))); // 11:10 was never promised
        at("2026-03-04T11:40:00Z");
        apply(hourly.with(Optional.of(CronLine.parse("10,20,40 * * * *"))));
        steps();
        assertThat(work.started).hasSize(3).last().isEqualTo("hourly@2026-03-04T11:40:00Z");
        apply();
        at("2026-03-04T12:10:00Z");
        assertThat(work.started).hasSize(3);
    }

    @Test
    void whatRestsIsNotMadeUpFor() {
        Schedule hourly = hourly(Misfire.ALL);
        apply(hourly);
        firings.ledger().pause(hourly.id(), true);
        at("2026-03-04T12:30:00Z");
        apply(hourly);
        firings.ledger().pause(hourly.id(), false);
        at("2026-03-04T13:00:00Z");
        assertThat(work.started).containsExactly("hourly@2026-03-04T13:00:00Z");
    }

    @Test
    void aClockThatWasAheadDoesNotCostAFiring() {
        Schedule hourly = hourly(Misfire.ALL);
        apply(hourly);
        at("2026-03-04T10:00:00Z");
        at("2027-03-04T10:30:00Z"); // a year ahead: as many as are made up for, and no more
        assertThat(work.started).hasSize(1_001);
        work.started.clear();
        at("2026-03-04T10:30:00Z");
        at("2026-03-04T11:00:00Z");
        assertThat(work.started).containsExactly("hourly@2026-03-04T11:00:00Z");
        at("2026-03-04T10:59:30Z"); // a little back: nothing comes twice
        at("2026-03-04T11:00:00Z");
        assertThat(work.started).hasSize(1);
        work.started.clear();
        at("2026-03-04T14:00:00Z"); // three hours ahead
        at("2026-03-04T11:30:00Z");
        at("2026-03-04T12:00:00Z");
        assertThat(work.started)
                .as("what was done before its time is done again, in its place")
                .containsExactly(
                        "hourly@2026-03-04T12:00:00Z",
                        "hourly@2026-03-04T13:00:00Z",
                        "hourly@2026-03-04T14:00:00Z",
                        "hourly@2026-03-04T12:00:00Z again");
    }
}
