package io.pipit.jobs.schedule.firing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.jobs.schedule.config.AlertRule;
import io.pipit.jobs.schedule.config.Manner;
import io.pipit.jobs.schedule.config.Misfire;
import io.pipit.jobs.schedule.config.Schedule;
import io.pipit.jobs.schedule.firing.Firing.State;
import io.pipit.jobs.schedule.firing.FiringWork.Outcome;
import io.pipit.jobs.schedule.firing.FiringWork.Outcome.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is fired when, and what becomes of it. */
class FiringsTest extends FiringFixture {
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
    void aScheduleIsLateUntilItsFiringEndsAndFailedUntilOneIsDone() {
        Schedule hourly = with(
                hourly(Misfire.ONCE),
                new Manner(Misfire.ONCE, 10, Duration.ZERO, Duration.ZERO, 1, MINUTE),
                AlertRule.NONE);
        apply(hourly);
        assertThat(firings.standings()).containsExactly(new Standing(hourly.id(), false, Duration.ZERO));
        work.refuses = true;
        at("2026-03-04T10:00:00Z");
        clock.pass(MINUTE);
        assertThat(firings.standings()).containsExactly(new Standing(hourly.id(), false, MINUTE));
        steps();
        assertThat(states(hourly)).containsExactly(State.FAILED);
        assertThat(firings.standings()).containsExactly(new Standing(hourly.id(), true, Duration.ZERO));
        work.refuses = false;
        at("2026-03-04T11:00:00Z");
        clock.pass(MINUTE);
        assertThat(firings.standings()).containsExactly(new Standing(hourly.id(), false, Duration.ZERO));
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
                .hasMessageContaining("the one before that was at 2026-03-04T09:00:00Z");
        assertThatThrownBy(() -> firings.again(hourly, Instant.parse("2026-03-04T12:00:00Z")))
                .hasMessageContaining(
                        "no firing at 2026-03-04T12:00:00Z that could be done now: that time is ahead; the last one");
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
}
