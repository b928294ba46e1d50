package io.pipit.jobs.schedule.firing;

import io.pipit.jobs.schedule.CronLine;
import io.pipit.jobs.schedule.config.AlertRule.Event;
import io.pipit.jobs.schedule.config.Misfire;
import io.pipit.jobs.schedule.config.Schedule;
import io.pipit.jobs.schedule.firing.Firing.State;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which times of which schedules are accounted for. Whoever wakes says so here; a time becomes a firing once, however often, from however
 * many processes and with however wrong clocks it is asked for.
 */
public final class FiringLedger {
    private static final Logger LOG = LoggerFactory.getLogger(FiringLedger.class);
    /** Clocks may be set back by so much without notice. */
    private static final Duration TOLERANCE = Duration.ofSeconds(60);

    /**
     * A schedule and how far it is.
     *
     * @param firedUntil every time up to then is accounted for
     * @param lastFiring the last time that was fired; what was missed is not among them
     */
    public record Row(Schedule schedule, boolean paused, Instant firedUntil, Instant lastFiring) {
        /** The next time that is not accounted for yet. */
        public Optional<Instant> next() {
            return paused
                    ? Optional.empty()
                    : schedule.line()
                            .flatMap(
                                    line -> line.firings(firedUntil, 1).stream().findFirst());
        }
    }

    private final FiringStore store;
    private final AlertStore alerts;
    private final Clock clock;

    FiringLedger(FiringStore store, AlertStore alerts, Clock clock) {
        this.store = store;
        this.alerts = alerts;
        this.clock = clock;
    }

    /** All schedules by id. */
    public SortedMap<String, Row> rows() {
        return store.transaction(connection -> rows(connection, "", ""));
    }

    /** The same in a transaction, and nobody else changes them until it ends. */
    SortedMap<String, Row> locked(Connection connection) throws SQLException {
        return rows(connection, "", " FOR UPDATE");
    }

    /** Makes firings of the times of a schedule that have come. */
    public void account(String id) {
        Instant now = now();
        store.transaction(connection -> {
            SortedMap<String, Row> all = rows(connection, "", "");
            Row row = rows(connection, id, " FOR UPDATE").get(id);
            if (row != null) {
                account(connection, row, all, now);
            }
            return null;
        });
    }

    /** Lets a schedule rest, or fire again from its next time on. */
    public void pause(String id, boolean paused) {
        Instant now = now();
        store.transaction(connection -> {
            Row row = rows(connection, id, " FOR UPDATE").get(id);
            if (row != null && row.paused() != paused) {
                if (paused) {
                    account(connection, row, rows(connection, "", ""), now);
                }
                FiringStore.update(
                        connection,
                        "UPDATE pipit_schedules SET paused=?, fired_until=? WHERE id=?",
                        paused ? 1 : 0,
                        now.toEpochMilli(),
                        id);
            }
            return null;
        });
    }

    /**
     * Makes a firing of a time that has passed, or does one that was done already once more: its rows take the place of the former.
     *
     * @return whether there is one to be done now; not where one of that time is open
     */
    public boolean again(String id, Instant time) {
        Instant now = now();
        return store.transaction(connection -> {
            Row row = rows(connection, id, " FOR UPDATE").get(id);
            List<Firing> there =
                    FiringStore.query(connection, "WHERE schedule=? AND fire_at=?", 1, id, time.toEpochMilli());
            if (row == null || !there.isEmpty() && !there.get(0).state().ended()) {
                return false;
            }
            FiringStore.update(
                    connection, "DELETE FROM pipit_firings WHERE schedule=? AND fire_at=?", id, time.toEpochMilli());
            Instant previous =
                    row.schedule().line().flatMap(line -> line.previous(time)).orElse(time);
            insert(connection, id, time, previous, State.WAITING, time, true, 0, List.of(), "It was asked for.", now);
            return true;
        });
    }

    Instant now() {
        return clock.instant();
    }

    void account(Connection connection, Row seen, SortedMap<String, Row> all, Instant now) throws SQLException {
        Row row = seen.firedUntil().isAfter(now.plus(TOLERANCE)) ? setBack(connection, seen, now) : seen;
        if (!row.firedUntil().isBefore(now)) {
            return;
        }
        Optional<CronLine> line = row.schedule().line();
        if (row.paused() || line.isEmpty()) {
            accounted(connection, row, row.lastFiring(), now);
            return;
        }
        Due due = Due.of(line.get(), row.schedule().manner(), row.firedUntil(), now);
        missed(connection, row, due, now);
        Instant previous = row.lastFiring();
        for (Instant time : due.fired()) {
            boolean first = time.equals(due.fired().get(0));
            Instant since = since(row, line.get(), previous, time);
            boolean covers = first && due.covers(row.schedule().manner());
            fire(connection, row.schedule(), time, since, covers ? due.missed() : 0, all, now);
            previous = time;
        }
        accounted(connection, row, previous, now);
    }

    /** Since when a firing counts: where one stands for all that were missed, since the last one that ran. */
    private static Instant since(Row row, CronLine line, Instant last, Instant time) {
        boolean whole = row.schedule().manner().misfire() == Misfire.ONCE;
        Instant before = line.previous(time).orElse(time);
        return whole && !last.equals(Instant.EPOCH) && last.isBefore(before) ? last : before;
    }

    private void missed(Connection connection, Row row, Due due, Instant now) throws SQLException {
        if (due.missed() == 0) {
            return;
        }
        Schedule schedule = row.schedule();
        boolean covered = due.covers(schedule.manner());
        int count = due.missed();
        String note = (count == 1 ? "It was missed" : count + " firings were missed, this one the last of them")
                + (covered
                        ? ": the one of " + due.fired().get(0) + " stands for " + (count == 1 ? "it" : "them") + "."
                        : "; they are not made up for.");
        Instant time = due.newestMissed().orElseThrow();
        boolean added =
                insert(connection, schedule.id(), time, time, State.MISSED, time, false, count, List.of(), note, now);
        if (added) {
            LOG.warn("{} of {}: {}", schedule.id(), time, note);
            Firing firing = FiringStore.query(
                            connection, "WHERE schedule=? AND fire_at=?", 1, schedule.id(), time.toEpochMilli())
                    .get(0);
            alerts.add(connection, schedule, firing, Event.MISSED, note, now);
        }
    }

    private void fire(
            Connection connection,
            Schedule schedule,
            Instant time,
            Instant previous,
            int covers,
            SortedMap<String, Row> all,
            Instant now)
            throws SQLException {
        String id = schedule.id();
        String note = covers == 0 ? "" : "It stands for " + covers + " that were missed before it.";
        Instant notBefore = time.plusMillis(jitterMillis(schedule, time));
        boolean added =
                insert(connection, id, time, previous, State.WAITING, notBefore, false, covers, List.of(), note, now);
        if (!added) {
            FiringStore.update(
                    connection,
                    "UPDATE pipit_firings SET state='WAITING', not_before=?, previous_at=?, attempts=0, run='', again=1, told=0,"
                            + " started_at=0, ended_at=0, note='done again: the clock had been ahead'"
                            + " WHERE schedule=? AND fire_at=? AND state='EARLY'",
                    notBefore.toEpochMilli(),
                    previous.toEpochMilli(),
                    id,
                    time.toEpochMilli());
        }
        for (Schedule follower : followers(id, all)) {
            Instant later = time.plusMillis(jitterMillis(follower, time));
            insert(
                    connection,
                    follower.id(),
                    time,
                    previous,
                    State.BLOCKED,
                    later,
                    false,
                    0,
                    follower.after(),
                    "",
                    now);
        }
    }

    /** All that runs after a schedule, directly or not, and does not rest. */
    private static List<Schedule> followers(String id, SortedMap<String, Row> all) {
        Set<String> reached = new LinkedHashSet<>(Set.of(id));
        List<Schedule> followers = new ArrayList<>();
        for (boolean more = true; more; ) {
            more = false;
            for (Map.Entry<String, Row> one : all.entrySet()) {
                Schedule schedule = one.getValue().schedule();
                boolean follows = !schedule.after().isEmpty() && reached.containsAll(schedule.after());
                if (follows && !one.getValue().paused() && reached.add(one.getKey())) {
                    followers.add(schedule);
                    more = true;
                }
            }
        }
        return followers;
    }

    /** The same for the same time in every process. */
    static long jitterMillis(Schedule schedule, Instant time) {
        long most = schedule.manner().jitter().toMillis();
        long mixed = (schedule.id() + "@" + time.toEpochMilli()).hashCode() * 0x9E3779B97F4A7C15L;
        return most == 0 ? 0 : Long.remainderUnsigned(mixed ^ mixed >>> 29, most);
    }

    /** The clock was ahead: what has not begun is forgotten, what was done comes again at its time. */
    private Row setBack(Connection connection, Row row, Instant now) throws SQLException {
        String id = row.schedule().id();
        LOG.warn("The clock was set back: times of {} after {} come again", id, now);
        long millis = now.toEpochMilli();
        FiringStore.update(
                connection,
                "DELETE FROM pipit_firings WHERE schedule=? AND fire_at>? AND state IN ('WAITING','BLOCKED','MISSED','SKIPPED')",
                id,
                millis);
        FiringStore.update(
                connection,
                "UPDATE pipit_firings SET state='EARLY' WHERE schedule=? AND fire_at>? AND state IN ('DONE','FAILED')",
                id,
                millis);
        List<Firing> last = FiringStore.query(
                connection,
                "WHERE schedule=? AND fire_at<=? AND state NOT IN ('MISSED','EARLY') ORDER BY fire_at DESC",
                1,
                id,
                millis);
        Instant lastFiring = last.isEmpty() ? Instant.EPOCH : last.get(0).at();
        accounted(connection, row, lastFiring, now);
        return new Row(row.schedule(), row.paused(), now, lastFiring);
    }

    private static void accounted(Connection connection, Row row, Instant lastFiring, Instant until)
            throws SQLException {
        FiringStore.update(
                connection,
                "UPDATE pipit_schedules SET fired_until=?, last_firing=? WHERE id=?",
                until.toEpochMilli(),
                lastFiring.toEpochMilli(),
                row.schedule().id());
    }

    private static boolean insert(
            Connection connection,
            String id,
            Instant time,
            Instant previous,
            State state,
            Instant notBefore,
            boolean again,
            int covers,
            List<String> parents,
            String note,
            Instant now)
            throws SQLException {
        if (!FiringStore.query(connection, "WHERE schedule=? AND fire_at=?", 1, id, time.toEpochMilli())
                .isEmpty()) {
            return false;
        }
        return FiringStore.update(
                connection,
                "INSERT INTO pipit_firings (schedule, fire_at, previous_at, state, not_before, again, covers, parents, note,"
                        + " created_at, ended_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                id,
                time.toEpochMilli(),
                previous.toEpochMilli(),
                state.name(),
                notBefore.toEpochMilli(),
                again ? 1 : 0,
                covers,
                String.join("\n", parents),
                note,
                now.toEpochMilli(),
                state.ended() ? now.toEpochMilli() : 0L);
    }

    private static SortedMap<String, Row> rows(Connection connection, String id, String lock) throws SQLException {
        String sql = "SELECT id, body, paused, fired_until, last_firing FROM pipit_schedules"
                + (id.isEmpty() ? " ORDER BY id" : " WHERE id=?") + lock;
        SortedMap<String, Row> rows = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (!id.isEmpty()) {
                statement.setString(1, id);
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.put(
                            row.getString(1),
                            new Row(
                                    ScheduleText.read(row.getString(2)),
                                    row.getInt(3) != 0,
                                    Instant.ofEpochMilli(row.getLong(4)),
                                    Instant.ofEpochMilli(row.getLong(5))));
                }
            }
        }
        return rows;
    }
}
