package io.pipit.jobs.schedule.firing;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.schedule.CronLine;
import io.pipit.jobs.schedule.config.AlertRule.Event;
import io.pipit.jobs.schedule.config.FiringText;
import io.pipit.jobs.schedule.config.Manner;
import io.pipit.jobs.schedule.config.Misfire;
import io.pipit.jobs.schedule.config.Schedule;
import io.pipit.jobs.schedule.config.ScheduleKind;
import io.pipit.jobs.schedule.firing.Firing.State;
import io.pipit.jobs.schedule.firing.FiringWork.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The next step of each open firing of a schedule. One works at a time; the others wait for it in order. */
final class FiringSteps {
    private static final Logger LOG = LoggerFactory.getLogger(FiringSteps.class);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final String TOO_LONG = "It took longer than ";

    private final String owner;
    private final FiringLedger ledger;
    private final FiringStore store;
    private final AlertStore alerts;
    private final Map<ScheduleKind, FiringWork> works;
    /** Runs that this process has ended, since they took too long. */
    private final Set<String> overdue = new HashSet<>();

    FiringSteps(
            String owner,
            FiringLedger ledger,
            FiringStore store,
            AlertStore alerts,
            Map<ScheduleKind, FiringWork> works) {
        this.owner = owner;
        this.ledger = ledger;
        this.store = store;
        this.alerts = alerts;
        this.works = works; // some come later
    }

    /** Goes one step on with each. */
    void of(Schedule schedule, List<Firing> open) {
        FiringWork work = works.get(schedule.kind());
        if (work == null) {
            return; // another process does that
        }
        Instant now = ledger.now();
        open.forEach(firing -> tellLate(schedule, firing, now));
        Optional<Firing> working =
                open.stream().filter(f -> f.state() == State.WORKING).findFirst();
        List<Firing> waiting =
                open.stream().filter(f -> f.state() == State.WAITING).toList();
        open.stream().filter(f -> f.state() == State.BLOCKED).forEach(firing -> unblock(firing, now));
        Optional<Firing> todo = chosen(schedule, waiting, working.isPresent(), now);
        if (working.isPresent()) {
            follow(schedule, working.get(), work, now);
        } else if (todo.isPresent() && !todo.get().notBefore().isAfter(now)) {
            begin(schedule, todo.get(), work, now);
        }
    }

    private void unblock(Firing firing, Instant now) {
        State worst = State.DONE;
        String which = "";
        for (String parent : firing.parents()) {
            State state = store.find(parent, firing.at()).map(Firing::state).orElse(State.MISSED);
            if (!state.ended()) {
                return;
            }
            if (state != State.DONE && worst == State.DONE) {
                worst = state == State.MISSED ? State.MISSED : State.SKIPPED;
                which = parent;
            }
        }
        State to = worst == State.DONE ? State.WAITING : worst;
        String note = which.isEmpty() ? "" : "'" + which.substring(which.indexOf('/') + 1) + "' was not done well.";
        store.transaction(connection -> store.move(connection, firing, to, note, now));
    }

    /** The one that is next; those that it stands for are not done, where only one of them has to be. */
    private Optional<Firing> chosen(Schedule schedule, List<Firing> waiting, boolean busy, Instant now) {
        Misfire misfire = schedule.manner().misfire();
        if (waiting.isEmpty() || misfire == Misfire.ALL) {
            return waiting.stream().findFirst();
        }
        Firing newest = waiting.get(waiting.size() - 1);
        List<Firing> others = waiting.subList(0, waiting.size() - 1);
        boolean skipped = misfire == Misfire.SKIP && busy && newest.attempts() == 0 && !newest.again();
        for (Firing missed : others) {
            if (missed.attempts() > 0 || missed.again()) {
                return Optional.of(missed); // it is being tried, or was asked for, and goes first
            }
            miss(schedule, missed, Optional.of(newest), now);
        }
        if (skipped) {
            miss(schedule, newest, Optional.empty(), now);
            return Optional.empty();
        }
        return Optional.of(newest);
    }

    private void miss(Schedule schedule, Firing missed, Optional<Firing> instead, Instant now) {
        String note = "The one before it took too long"
                + instead.map(later -> "; that of " + later.at() + " stands for it.")
                        .orElse(".");
        store.transaction(connection -> {
            if (store.move(connection, missed, State.MISSED, note, now)) {
                if (instead.isPresent()) {
                    store.cover(connection, instead.get(), missed);
                }
                alerts.add(connection, schedule, missed, Event.MISSED, note, now);
            }
            return null;
        });
    }

    private void begin(Schedule schedule, Firing firing, FiringWork work, Instant now) {
        if (store.begin(firing, owner, now, now.plus(LEASE))) {
            // As it is now: it may stand for others since it was read.
            store.find(firing.schedule(), firing.at()).ifPresent(mine -> start(schedule, mine, work, now));
        }
    }

    private void start(Schedule schedule, Firing firing, FiringWork work, Instant now) {
        FiringText texts = new FiringText(
                firing.at(),
                firing.previous(),
                schedule.line().map(CronLine::zone).orElse(ZoneOffset.UTC));
        try {
            String run = work.start(schedule, firing, texts.of(schedule.parameters()));
            store.started(firing, owner, run);
        } catch (PipitException e) {
            if (e.code() == ErrorCode.CATALOG_UNAVAILABLE) {
                // Whether the run was accepted is not known: it is asked for again, as the same run, at the next look.
                LOG.warn("{} of {} may not have begun: {}", schedule.id(), firing.at(), e.getMessage());
            } else {
                failed(schedule, firing, e.getMessage(), now);
            }
        }
    }

    private void follow(Schedule schedule, Firing firing, FiringWork work, Instant now) {
        boolean mine = firing.owner().equals(owner);
        boolean free = firing.leaseUntil().isBefore(now);
        if (!mine && !free) {
            return;
        }
        if ((!mine || firing.leaseUntil().isBefore(now.plus(LEASE.dividedBy(2))))
                && !store.lease(firing, owner, now.plus(LEASE))) {
            return;
        }
        if (firing.run().isEmpty()) {
            start(schedule, firing, work, now); // whoever began it died before it had a run, or before that was noted
            return;
        }
        Optional<Outcome> outcome = work.outcome(firing.run());
        if (outcome.isPresent()) {
            ended(schedule, firing, outcome.get(), work, now);
        } else {
            endOverdue(schedule, firing, work, now);
        }
    }

    private void endOverdue(Schedule schedule, Firing firing, FiringWork work, Instant now) {
        Duration limit = schedule.manner().timeLimit();
        if (!limit.isZero() && now.isAfter(firing.startedAt().plus(limit)) && overdue.add(firing.run())) {
            LOG.warn("{} of {} takes longer than {}: it is ended", schedule.id(), firing.at(), limit);
            try {
                work.cancel(firing.run());
            } catch (PipitException e) {
                LOG.info("{}", e.getMessage()); // it ended meanwhile
            }
        }
    }

    private void ended(Schedule schedule, Firing firing, Outcome outcome, FiringWork work, Instant now) {
        boolean tooLong = overdue.remove(firing.run());
        switch (outcome.kind()) {
            case DONE ->
                store.transaction(
                        connection -> store.move(connection, firing, State.DONE, noted(firing, outcome), now));
            case LOST -> start(schedule, firing, work, now);
            case CANCELLED -> {
                if (tooLong) {
                    failed(
                            schedule,
                            firing,
                            TOO_LONG + schedule.manner().timeLimit().toSeconds() + " s.",
                            now);
                } else {
                    end(schedule, firing, "It was cancelled.", now);
                }
            }
            default -> failed(schedule, firing, outcome.message(), now);
        }
    }

    private static String noted(Firing firing, Outcome outcome) {
        return (firing.note() + " " + outcome.message()).strip();
    }

    private void failed(Schedule schedule, Firing firing, String why, Instant now) {
        Manner manner = schedule.manner();
        if (firing.attempts() > manner.retries()) {
            end(schedule, firing, why, now);
            return;
        }
        LOG.warn("Try {} of {} of {} failed: {}", firing.attempts(), schedule.id(), firing.at(), why);
        store.transaction(connection ->
                store.again(connection, firing, now.plus(manner.retryDelay()), "Tried again after: " + why));
    }

    private void end(Schedule schedule, Firing firing, String why, Instant now) {
        LOG.warn("{} of {} has failed: {}", schedule.id(), firing.at(), why);
        store.transaction(connection -> {
            if (store.move(connection, firing, State.FAILED, why, now)) {
                alerts.add(connection, schedule, firing, Event.FAILED, why, now);
            }
            return null;
        });
    }

    private void tellLate(Schedule schedule, Firing firing, Instant now) {
        Duration after = schedule.alert().lateAfter();
        if (after.isZero() || firing.told() || now.isBefore(firing.at().plus(after))) {
            return;
        }
        store.transaction(connection -> {
            if (store.told(connection, firing)) {
                String note = "It has not ended " + after.toSeconds() + " s after its time; it is "
                        + (firing.state() == State.WORKING ? "working." : "waiting.");
                alerts.add(connection, schedule, firing, Event.LATE, note, now);
            }
            return null;
        });
    }
}
