package io.pipit.jobs.schedule.firing;

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
import io.pipit.jobs.schedule.firing.SchedulesInForce.Source;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The firings of a process over a real database, a clock that the test sets and work that it ends. */
abstract class FiringFixture {
    static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    final TestClock clock = new TestClock(Instant.parse("2026-03-04T09:30:00Z"));
    final FakeWork work = new FakeWork();
    JobsDatabase database;
    Firings firings;

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

    Firings process() {
        return Firings.in(database, clock, Map.of(ScheduleKind.COPY, work));
    }

    void apply(Schedule... schedules) {
        firings.inForce().apply(List.of(schedules), Source.NONE);
    }

    void at(String time) {
        clock.set(time);
        steps();
    }

    /** Until nothing changes any more. */
    void steps() {
        for (long before = -1, now = changes(); before != now; now = changes()) {
            before = now;
            firings.step();
            firings.step();
        }
    }

    long changes() {
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

    void done(String run) {
        work.outcomes.put(run, new Outcome(Kind.DONE, ""));
        steps();
    }

    List<State> states(Schedule schedule) {
        return firings.newest(schedule, 100).stream().map(Firing::state).toList();
    }

    /** What the hook is told next, while time passes. */
    String told(Hook hook) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        String body = null;
        while (body == null && System.nanoTime() < deadline) {
            clock.pass(Duration.ofSeconds(1));
            body = hook.bodies.poll(200, TimeUnit.MILLISECONDS);
        }
        return body;
    }

    boolean ended(Schedule schedule, int firings) {
        List<State> states = states(schedule);
        return states.size() == firings && states.stream().allMatch(State::ended);
    }

    static Schedule hourly(Misfire misfire) {
        return hourly("hourly", misfire);
    }

    static Schedule hourly(String name, Misfire misfire) {
        return with(
                Schedule.of(ScheduleKind.COPY, name, Optional.of(CronLine.parse("0 * * * *"))),
                new Manner(misfire, 1_000, Duration.ZERO, Duration.ZERO, 0, MINUTE),
                AlertRule.NONE);
    }

    static Schedule after(String name, String... parents) {
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

    static Schedule with(Schedule base, Map<String, String> parameters) {
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

    static Schedule with(Schedule base, Manner manner, AlertRule rule) {
        return new Schedule(
                base.kind(), base.name(), base.runs(), base.line(), base.after(), base.parameters(), manner, rule);
    }

    /** A real server. */
    static final class Hook implements AutoCloseable {
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
