package io.pipit.jobs.schedule.firing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.error.PipitException;
import io.pipit.jobs.installation.Leadership;
import io.pipit.jobs.schedule.CronLine;
import io.pipit.jobs.schedule.config.AlertRule;
import io.pipit.jobs.schedule.config.Manner;
import io.pipit.jobs.schedule.config.Misfire;
import io.pipit.jobs.schedule.config.Schedule;
import io.pipit.jobs.schedule.config.ScheduleKind;
import io.pipit.jobs.schedule.firing.Firing.State;
import io.pipit.jobs.schedule.firing.FiringWork.Outcome.Kind;
import io.pipit.jobs.schedule.firing.SchedulesInForce.Source;
import io.pipit.jobs.store.JobsDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two schedulers on one PostgreSQL, of which one dies, or loses its connections, at the worst moments. */
class FiringFailoverIT {
    private static final Duration LEASE = Duration.ofSeconds(31);

    private static EmbeddedPostgres postgres;

    private final TestClock clock = new TestClock(Instant.parse("2026-03-04T09:30:00Z"));
    private final Runs runs = new Runs();
    private JobsDatabase first;
    private JobsDatabase second;
    private Firings one;
    private Firings other;

    @BeforeAll
    static void startDatabase() throws Exception {
        postgres = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
    }

    @AfterAll
    static void stopDatabase() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void open() throws SQLException {
        first = database("first");
        second = database("second");
        sql("DELETE FROM pipit_firings");
        sql("DELETE FROM pipit_schedules");
        sql("DELETE FROM pipit_schedule_source");
        one = Firings.in(first, clock, Map.of(ScheduleKind.COPY, runs));
        other = Firings.in(second, clock, Map.of(ScheduleKind.COPY, runs));
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    @Test
    void twoAtTheSameMomentStartEachOnce() throws Exception {
        one.inForce()
                .apply(
                        List.of(hourly("a", Misfire.ALL), hourly("b", Misfire.ALL), hourly("c", Misfire.ONCE)),
                        Source.NONE);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        CyclicBarrier together = new CyclicBarrier(2);
        try {
            for (int hour = 10; hour < 20; hour++) {
                clock.set("2026-03-04T" + hour + ":00:00Z");
                Future<?> a = threads.submit(() -> steps(one, together));
                Future<?> b = threads.submit(() -> steps(other, together));
                a.get(60, TimeUnit.SECONDS);
                b.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdown();
        }
        assertThat(runs.started).hasSize(30).doesNotHaveDuplicates();
        assertThat(states("a")).hasSize(10).containsOnly(State.DONE);
    }

    @Test
    void aDeathBetweenTheClaimAndTheRunIsFollowedByTheOther() {
        one.inForce().apply(List.of(hourly("a", Misfire.ALL)), Source.NONE);
        clock.set("2026-03-04T10:00:00Z");
        runs.before = () -> {
            throw new Killed();
        };
        assertThatThrownBy(one::step).isInstanceOf(Killed.class);
        runs.before = () -> {};
        other.step();
        assertThat(runs.started).as("it may live yet").isEmpty();
        clock.pass(LEASE);
        String id = hourly("a", Misfire.ALL).id();
        assertThat(other.standings()).containsExactly(new Standing(id, false, LEASE));
        other.step();
        other.step();
        assertThat(runs.started).containsExactly("a@2026-03-04T10:00:00Z");
        assertThat(states("a")).containsExactly(State.DONE);
        assertThat(other.standings()).containsExactly(new Standing(id, false, Duration.ZERO));
    }

    @Test
    void aDeathBetweenTheRunAndItsNoteIsTheSameRun() {
        one.inForce().apply(List.of(hourly("a", Misfire.ALL)), Source.NONE);
        clock.set("2026-03-04T10:00:00Z");
        runs.after = () -> {
            throw new Killed();
        };
        assertThatThrownBy(one::step).isInstanceOf(Killed.class);
        runs.after = () -> {};
        clock.pass(LEASE);
        other.step();
        other.step();
        assertThat(runs.started.stream().distinct()).containsExactly("a@2026-03-04T10:00:00Z");
        assertThat(states("a")).containsExactly(State.DONE);
    }

    @Test
    void connectionsThatBreakAnywhereLoseNothingAndDoubleNothing() {
        one.inForce().apply(List.of(hourly("a", Misfire.ALL), hourly("b", Misfire.ALL)), Source.NONE);
        runs.after = () -> cut("first");
        for (int hour = 10; hour < 16; hour++) {
            clock.set("2026-03-04T" + hour + ":00:00Z");
            tried(one);
            cut("second");
            tried(other);
            tried(one);
            tried(other);
        }
        runs.after = () -> {};
        clock.pass(LEASE);
        for (int i = 0; i < 14; i++) {
            tried(other);
        }
        assertThat(runs.started.stream().distinct()).hasSize(12);
        assertThat(states("a")).hasSize(6).containsOnly(State.DONE);
        assertThat(states("b")).hasSize(6).containsOnly(State.DONE);
    }

    @Test
    void whoTakesOverMakesUpForWhatNobodyDid() {
        one.inForce()
                .apply(
                        List.of(hourly("skip", Misfire.SKIP), hourly("once", Misfire.ONCE), hourly("all", Misfire.ALL)),
                        Source.NONE);
        clock.set("2026-03-04T10:00:00Z");
        one.step();
        one.step();
        runs.started.clear();
        clock.set("2026-03-04T13:10:00Z");
        for (int i = 0; i < 8; i++) {
            other.step();
        }
        assertThat(runs.started)
                .containsExactlyInAnyOrder(
                        "once@2026-03-04T13:00:00Z",
                        "all@2026-03-04T11:00:00Z",
                        "all@2026-03-04T12:00:00Z",
                        "all@2026-03-04T13:00:00Z");
    }

    @Test
    void whoTakesOverWithOtherFilesGoesOnWithWhatIsInForceAndSaysWhatDiffers() {
        Source production = new Source("version 1", "production");
        Source none = new Source("version 1", "");
        List<Schedule> wrong = List.of(at("a", "0,30 * * * *"), hourly("c", Misfire.SKIP), hourly("d", Misfire.ALL));
        one.inForce()
                .apply(
                        List.of(hourly("a", Misfire.ALL), hourly("b", Misfire.ALL), hourly("c", Misfire.ALL)),
                        production);
        clock.set("2026-03-04T10:00:00Z");
        one.step();
        assertThat(other.inForce().takeOver(wrong, none))
                .containsExactly(
                        "the environment is 'production' in force, and nothing here",
                        "copy/a is '0 * * * *' in force, and '0,30 * * * *' here",
                        "copy/b is '0 * * * *' in force, and is not here",
                        "copy/c has other values here: misfire, retries, jitter and limits",
                        "copy/d is not in force, and '0 * * * *' here");
        clock.set("2026-03-04T11:00:00Z");
        for (int i = 0; i < 4; i++) {
            other.step();
            one.step();
        }
        assertThat(runs.started)
                .containsExactlyInAnyOrder(
                        "a@2026-03-04T10:00:00Z",
                        "b@2026-03-04T10:00:00Z",
                        "c@2026-03-04T10:00:00Z",
                        "a@2026-03-04T11:00:00Z",
                        "b@2026-03-04T11:00:00Z",
                        "c@2026-03-04T11:00:00Z");

        runs.started.clear();
        other.inForce().apply(wrong, none); // deployed: now these are in force, and the first is told
        assertThat(one.inForce().differences(List.of(hourly("a", Misfire.ALL)), production))
                .first()
                .isEqualTo("the environment is nothing in force, and 'production' here");
        clock.set("2026-03-04T11:30:00Z");
        one.step();
        other.step();
        assertThat(runs.started).containsExactly("a@2026-03-04T11:30:00Z");
        assertThat(one.inForce().takeOver(List.of(hourly("a", Misfire.ALL)), new Source("version 2", "")))
                .as("another version of the project was deployed meanwhile")
                .isEmpty();
        assertThat(other.ledger().rows().keySet()).containsExactly("copy/a");
    }

    @Test
    void aClockThatJumpsBetweenTwoStartsEachTimeOnce() throws Exception {
        one.inForce().apply(List.of(hourly("a", Misfire.ALL), hourly("b", Misfire.ONCE)), Source.NONE);
        TestClock fast = new TestClock(Instant.parse("2026-03-04T09:30:00Z"));
        Firings ahead = Firings.in(second, fast, Map.of(ScheduleKind.COPY, runs));
        for (int hour = 10; hour < 14; hour++) {
            clock.set("2026-03-04T" + hour + ":00:00Z");
            fast.set("2026-03-04T" + hour + ":00:40Z");
            for (int i = 0; i < 3; i++) {
                ahead.step();
                one.step();
            }
            clock.set(clock.instant().minusSeconds(10).toString()); // set back, as clocks are when they are put right
            one.step();
            ahead.step();
        }
        assertThat(runs.started.stream().distinct()).hasSize(8);
        assertThat(runs.started).hasSize(8);
        assertThat(states("a")).hasSize(4).containsOnly(State.DONE);
    }

    @Test
    void whoLosesItsConnectionLeadsNoMore() {
        try (Leadership a = new Leadership(first);
                Leadership b = new Leadership(second)) {
            assertThat(a.leads()).isTrue();
            assertThat(b.leads()).isFalse();
            cut("first");
            assertThat(b.leads()).isTrue();
            assertThat(a.leads()).isFalse();
        }
    }

    private static JobsDatabase database(String name) {
        String url = postgres.getJdbcUrl("postgres", "postgres");
        return JobsDatabase.open(url + "&ApplicationName=" + name, "", "");
    }

    private static Schedule at(String name, String line) {
        return hourly(name, Misfire.ALL).with(Optional.of(CronLine.parse(line)));
    }

    private static Schedule hourly(String name, Misfire misfire) {
        Schedule base = Schedule.of(ScheduleKind.COPY, name, Optional.of(CronLine.parse("0 * * * *")));
        Manner manner = new Manner(misfire, 1_000, Duration.ZERO, Duration.ZERO, 0, Duration.ofMinutes(1));
        return new Schedule(
                base.kind(), name, name, base.line(), base.after(), base.parameters(), manner, AlertRule.NONE);
    }

    /** What a step wants to do before what is there: so many until nothing is left. */
    private static Void steps(Firings process, CyclicBarrier together) throws Exception {
        together.await(60, TimeUnit.SECONDS);
        for (int i = 0; i < 4; i++) {
            process.step();
        }
        return null;
    }

    /** As the driver does: the database may come back. */
    private static void tried(Firings process) {
        try {
            process.step();
        } catch (PipitException e) {
            assertThat(e).hasMessageContaining("database of schedules");
        }
    }

    private List<State> states(String name) {
        return other.newest(hourly(name, Misfire.ALL), 100).stream()
                .map(Firing::state)
                .toList();
    }

    /** Ends all connections of a process, as a network does that breaks. */
    private static void cut(String name) {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE application_name=?")) {
            statement.setString(1, name);
            statement.executeQuery();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void sql(String text) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    /** The end of a process: nothing that follows is done. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Runs that end well at once; each call that starts one is noted, also when it was there. */
    private static final class Runs implements FiringWork {
        final List<String> started = Collections.synchronizedList(new ArrayList<>());
        volatile Runnable before = () -> {};
        volatile Runnable after = () -> {};

        @Override
        public String start(Schedule schedule, Firing firing, Map<String, String> parameters) {
            before.run();
            String run = schedule.name() + "@" + firing.at();
            started.add(run);
            after.run();
            return run;
        }

        @Override
        public Optional<Outcome> outcome(String run) {
            return Optional.of(new Outcome(Kind.DONE, ""));
        }

        @Override
        public void cancel(String run) {}
    }
}
