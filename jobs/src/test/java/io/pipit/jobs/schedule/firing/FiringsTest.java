package io.pipit.jobs.schedule.firing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.pipit.jobs.schedule.CronLine;
import io.pipit.jobs.schedule.config.AlertRule;
import io.pipit.jobs.schedule.config.Manner;
import io.pipit.jobs.schedule.config.Misfire;
import io.pipit.jobs.schedule.config.Schedule;
import io.pipit.jobs.schedule.config.ScheduleKind;
import io.pipit.jobs.schedule.firing.Firing.State;
import io.pipit.jobs.schedule.firing.FiringWork.Outcome;
import io.pipit.jobs.schedule.firing.FiringWork.Outcome.Kind;
import io.pipit.jobs.store.JobsDatabase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiringsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock(Instant.parse("2026-03-04T09:30:00Z"));
    private final FakeWork work = new FakeWork();
    private JobsDatabase database;
    private Firings firings;

    @BeforeEach
    void open() {
        database = JobsDatabase.open(
                "jdbc:h2:async:" + folder.resolve("jobs") + ";DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0", "sa", "");
        firings = process();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void eachTimeIsFiredOnceHoweverOftenItIsAskedFor() {
        Schedule hourly = hourly(Misfire.ONCE);
        apply(hourly);
        at("2026-03-04T10:00:00Z");
        firings.ledger().account(hourly.id());
        process().ledger().account(hourly.id());
        steps();
        assertThat(work.started).containsExactly("hourly@2026-03-04T10:00:00Z");
        assertThat(states(hourly)).containsExactly(State.DONE);
        at("2026-03-04T11:00:30Z");
        assertThat(work.started).hasSize(2);
    }

    @Test
    void whatWasMissedIsSkippedOrDoneOnceOrAll() {
        apply(hourly("skip", Misfire.SKIP), hourly("once", Misfire.ONCE), hourly("all", Misfire.ALL));
        at("2026-03-04T10:00:05Z");
        assertThat(work.started).hasSize(3);
        work.started.clear();
        at("2026-03-04T14:10:00Z");
        assertThat(work.started)
                .containsExactlyInAnyOrder(
                        "once@2026-03-04T14:00:00Z",
                        "all@2026-03-04T11:00:00Z",
                        "all@2026-03-04T12:00:00Z",
                        "all@2026-03-04T13:00:00Z",
                        "all@2026-03-04T14:00:00Z")
                .containsSubsequence(
                        "all@2026-03-04T11:00:00Z",
                        "all@2026-03-04T12:00:00Z",
                        "all@2026-03-04T13:00:00Z",
                        "all@2026-03-04T14:00:00Z");
        assertThat(firings.newest(hourly("skip", Misfire.SKIP), 1).get(0).note())
                .isEqualTo("4 firings were missed, this one the last of them; they are not made up for.");
        at("2026-03-04T15:00:00Z");
        assertThat(work.started).contains("skip@2026-03-04T15:00:00Z");
    }

    @Test
    void parametersAreMadeOfTheFiringsTimes() {
        Map<String, String> range = Map.of("from", "{previous}", "to", "{firing}");
        apply(with(hourly("once", Misfire.ONCE), range), with(hourly("all", Misfire.ALL), range));
        at("2026-03-04T10:00:00Z");
        at("2026-03-04T12:30:00Z");
        assertThat(work.started)
                .contains(
                        "once@2026-03-04T10:00:00Z {from=2026-03-04 09:00:00, to=2026-03-04 10:00:00}",
                        "once@2026-03-04T12:00:00Z {from=2026-03-04 10:00:00, to=2026-03-04 12:00:00}",
                        "all@2026-03-04T11:00:00Z {from=2026-03-04 10:00:00, to=2026-03-04 11:00:00}",
                        "all@2026-03-04T12:00:00Z {from=2026-03-04 11:00:00, to=2026-03-04 12:00:00}");
    }

    @Test
    void oneThatTakesLongIsFollowedByOneOrByAllOrByNone() {
        work.endsAtOnce = false;
        apply(hourly("skip", Misfire.SKIP), hourly("once", Misfire.ONCE), hourly("all", Misfire.ALL));
        at("2026-03-04T10:00:00Z");
        at("2026-03-04T11:00:00Z");
        at("2026-03-04T12:00:00Z");
        assertThat(work.started).hasSize(3);
        work.endsAtOnce = true;
        for (String name : List.of("skip", "once", "all")) {
            work.outcomes.put(name + "@2026-03-04T10:00:00Z", new Outcome(Kind.DONE, ""));
        }
        steps();
        assertThat(work.started.subList(3, work.started.size()))
                .containsExactlyInAnyOrder(
                        "once@2026-03-04T12:00:00Z", "all@2026-03-04T11:00:00Z", "all@2026-03-04T12:00:00Z");
        Firing once = firings.newest(hourly("once", Misfire.ONCE), 1).get(0);
        assertThat(once.covers()).isEqualTo(1);
        assertThat(once.previous()).isEqualTo("2026-03-04T10:00:00Z");
    }

    @Test
    void aFailedOneIsTriedAgainAndThenToldOnce() throws Exception {
        try (Hook hook = new Hook()) {
            Manner manner = new Manner(Misfire.ONCE, 10, Duration.ZERO, Duration.ZERO, 2, MINUTE);
            Schedule hourly = with(hourly(Misfire.ONCE), manner, hook.rule(Duration.ofMinutes(5)));
            apply(hourly);
            work.refuses = true;
            at("2026-03-04T10:00:00Z");
            assertThat(firings.newest(hourly, 1).get(0).attempts()).isEqualTo(1);
            clock.pass(MINUTE);
            steps();
            clock.pass(MINUTE);
            steps();
            assertThat(states(hourly)).containsExactly(State.FAILED);
            assertThat(firings.newest(hourly, 1).get(0).attempts()).isEqualTo(3);
            firings.start();
            String body = told(hook);
            assertThat(body)
                    .contains("\"event\":\"failed\"", "\"schedule\":\"hourly\"", "\"attempts\":3", "It cannot be run.");
            assertThat(hook.refused).as("it was refused once before").hasValueGreaterThan(1);
            firings.close();
        }
    }

    @Test
    void whatIsLateOrMissedIsTold() throws Exception {
        try (Hook hook = new Hook()) {
            Schedule hourly = with(hourly(Misfire.SKIP), Manner.SKIP, hook.rule(Duration.ofMinutes(5)));
            apply(hourly);
            work.endsAtOnce = false;
            at("2026-03-04T10:00:00Z");
            at("2026-03-04T10:06:00Z");
            firings.start();
            assertThat(told(hook)).contains("\"event\":\"late\"", "it is working");
            firings.close();
            firings = process();
            at("2026-03-04T13:30:00Z");
            firings.start();
            String body = told(hook);
            while (body != null && body.contains("\"event\":\"late\"")) { // it may come twice: its sender was stopped
                body = told(hook);
            }
            assertThat(body).contains("\"event\":\"missed\"", "\"missed\":3");
            firings.close();
        }
    }

    @Test
    void oneThatTakesTooLongIsEnded() {
        Manner manner = new Manner(Misfire.ONCE, 10, Duration.ZERO, MINUTE.multipliedBy(10), 0, MINUTE);
        Schedule hourly = with(hourly(Misfire.ONCE), manner, AlertRule.NONE);
        apply(hourly);
        work.endsAtOnce = false;
        at("2026-03-04T10:00:00Z");
        at("2026-03-04T10:10:01Z");
        assertThat(work.cancelled).containsExactly("hourly@2026-03-04T10:00:00Z");
        steps();
        assertThat(firings.newest(hourly, 1).get(0).note()).isEqualTo("It took longer than 600 s.");
        assertThat(states(hourly)).containsExactly(State.FAILED);
    }

    @Test
    void chainsGoOnWhenAllBeforeWereDoneWell() {
        Schedule b = after("b", "hourly");
        Schedule c = after("c", "hourly");
        Schedule d = after("d", "b", "c");
        apply(hourly(Misfire.ONCE), b, c, d);
        work.endsAtOnce = false;
        at("2026-03-04T10:00:00Z");
        assertThat(work.started).containsExactly("hourly@2026-03-04T10:00:00Z");
        done("hourly@2026-03-04T10:00:00Z");
        assertThat(work.started).hasSize(3);
        done("b@2026-03-04T10:00:00Z");
        assertThat(work.started).hasSize(3);
        done("c@2026-03-04T10:00:00Z");
        assertThat(work.started).last().isEqualTo("d@2026-03-04T10:00:00Z");
        done("d@2026-03-04T10:00:00Z");

        at("2026-03-04T11:00:00Z");
        done("hourly@2026-03-04T11:00:00Z");
        work.outcomes.put("b@2026-03-04T11:00:00Z", new Outcome(Kind.FAILED, "bad luck"));
        done("c@2026-03-04T11:00:00Z");
        assertThat(states(d)).containsExactly(State.SKIPPED, State.DONE);
        assertThat(firings.newest(d, 1).get(0).note()).isEqualTo("'b' was not done well.");
    }

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

    @Test
    void aTimeThatHasPassedIsDoneAgainOnDemand() {
        Schedule hourly = hourly(Misfire.ONCE);
        apply(hourly);
        at("2026-03-04T10:00:00Z");
        firings.again(hourly, Instant.parse("2026-03-04T10:00:00Z"));
        firings.again(hourly, Instant.parse("2026-03-04T08:00:00Z"));
        steps();
        assertThat(work.started)
                .contains("hourly@2026-03-04T10:00:00Z again", "hourly@2026-03-04T08:00:00Z again")
                .hasSize(3);
        assertThatThrownBy(() -> firings.again(hourly, Instant.parse("2026-03-04T09:10:00Z")))
                .hasMessageContaining("the one before that is at 2026-03-04T09:00:00Z");
        assertThatThrownBy(() -> firings.again(hourly, Instant.parse("2026-03-04T12:00:00Z")))
                .hasMessageContaining("no firing at 2026-03-04T12:00:00Z that could be done now");
    }

    @Test
    void jitterIsTheSameEverywhereAndWithinItsBound() {
        Manner manner = new Manner(Misfire.ONCE, 10, Duration.ofSeconds(50), Duration.ZERO, 0, MINUTE);
        Schedule hourly = with(hourly(Misfire.ONCE), manner, AlertRule.NONE);
        Random random = new Random(1);
        Set<Long> seen = random.longs(50, 0, 1L << 40)
                .mapToObj(millis -> FiringLedger.jitterMillis(hourly, Instant.ofEpochMilli(millis)))
                .collect(Collectors.toSet());
        assertThat(seen).allMatch(millis -> millis >= 0 && millis < 50_000).hasSizeGreaterThan(40);
        apply(hourly);
        Instant time = Instant.parse("2026-03-04T10:00:00Z");
        long jitter = FiringLedger.jitterMillis(hourly, time);
        clock.set(time.plusMillis(jitter - 1).toString());
        steps();
        assertThat(work.started).isEmpty();
        clock.pass(Duration.ofMillis(1));
        steps();
        assertThat(work.started).hasSize(1);
    }

    private Firings process() {
        return Firings.in(database, clock, Map.of(ScheduleKind.COPY, work));
    }

    private void apply(Schedule... schedules) {
        firings.ledger().apply(List.of(schedules));
    }

    private void at(String time) {
        clock.set(time);
        steps();
    }

    /** Until nothing changes any more. */
    private void steps() {
        for (long before = -1, now = changes(); before != now; now = changes()) {
            before = now;
            firings.step();
            firings.step();
        }
    }

    private long changes() {
        try (java.sql.Connection connection = database.connections().getConnection();
                java.sql.Statement statement = connection.createStatement();
                java.sql.ResultSet row = statement.executeQuery(
                        "SELECT COUNT(*), SUM(attempts), COUNT(CASE WHEN ended_at>0 THEN 1 END) FROM pipit_firings")) {
            row.next();
            return row.getLong(1) * 100_000_000 + row.getLong(2) * 10_000 + row.getLong(3);
        } catch (java.sql.SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void done(String run) {
        work.outcomes.put(run, new Outcome(Kind.DONE, ""));
        steps();
    }

    private List<State> states(Schedule schedule) {
        return firings.newest(schedule, 100).stream().map(Firing::state).toList();
    }

    /** What the hook is told next, while time passes. */
    private String told(Hook hook) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        String body = null;
        while (body == null && System.nanoTime() < deadline) {
            clock.pass(Duration.ofSeconds(1));
            body = hook.bodies.poll(200, TimeUnit.MILLISECONDS);
        }
        return body;
    }

    private boolean ended(Schedule schedule, int firings) {
        List<State> states = states(schedule);
        return states.size() == firings && states.stream().allMatch(State::ended);
    }

    private static Schedule hourly(Misfire misfire) {
        return hourly("hourly", misfire);
    }

    private static Schedule hourly(String name, Misfire misfire) {
        return with(
                Schedule.of(ScheduleKind.COPY, name, Optional.of(CronLine.parse("0 * * * *"))),
                new Manner(misfire, 1_000, Duration.ZERO, Duration.ZERO, 0, MINUTE),
                AlertRule.NONE);
    }

    private static Schedule after(String name, String... parents) {
        Schedule base = Schedule.of(ScheduleKind.COPY, name, Optional.empty());
        return new Schedule(
                base.kind(),
                name,
                name,
                Optional.empty(),
                java.util.Arrays.stream(parents).map(p -> "copy/" + p).toList(),
                base.parameters(),
                base.manner(),
                base.alert());
    }

    private static Schedule with(Schedule base, Map<String, String> parameters) {
        return new Schedule(
                base.kind(),
                base.name(),
                base.runs(),
                base.line(),
                base.after(),
                new TreeMap<>(parameters),
                base.manner(),
                base.alert());
    }

    private static Schedule with(Schedule base, Manner manner, AlertRule rule) {
        return new Schedule(
                base.kind(), base.name(), base.runs(), base.line(), base.after(), base.parameters(), manner, rule);
    }

    /** A real server. */
    private static final class Hook implements AutoCloseable {
        final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
        final AtomicInteger refused = new AtomicInteger();
        private final HttpServer server;

        Hook() throws Exception {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/hook", exchange -> {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                boolean taken = refused.getAndIncrement() > 0; // not the first time
                if (taken) {
                    bodies.add(body);
                }
                exchange.sendResponseHeaders(taken ? 204 : 500, -1);
                exchange.close();
            });
            server.start();
        }

        AlertRule rule(Duration lateAfter) {
            String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
            return new AlertRule(address, Set.of(AlertRule.Event.values()), lateAfter);
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
