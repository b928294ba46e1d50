package io.pipit.jobs.schedule.firing;

import io.pipit.jobs.schedule.CronLine;
import io.pipit.jobs.schedule.config.Schedule;
import io.pipit.jobs.schedule.firing.FiringLedger.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which schedules count. There is one plan of them in the database, whatever the files of the processes that share it say: a deployment
 * changes it, a process that only takes over does not.
 */
public final class SchedulesInForce {
    private static final String NOTHING = "nothing";

    /**
     * What schedules were made from.
     *
     * @param project names the files of the project's version
     * @param environment whose files lie over the others
     */
    public record Source(String project, String environment) {
        /** No project. */
        public static final Source NONE = new Source("", "");
    }

    private final FiringStore store;
    private final FiringLedger ledger;

    SchedulesInForce(FiringStore store, FiringLedger ledger) {
        this.store = store;
        this.ledger = ledger;
    }

    /**
     * Makes the schedules these. New ones fire from now on; of a changed one the times of its former line are accounted for first; what
     * one has missed stays missed or is made up for, as it says. Open firings of those that are gone are given up, unless they work.
     */
    public void apply(Collection<Schedule> wanted, Source from) {
        Instant now = ledger.now();
        store.transaction(connection -> {
            name(connection, from);
            change(connection, wanted, now);
            return null;
        });
    }

    /**
     * Goes on with what is in force, where it was made from the same version of the project; else makes the schedules these.
     *
     * @return what is in force and differs from these, see {@link #differences}; empty when these are in force now
     */
    public List<String> takeOver(Collection<Schedule> wanted, Source from) {
        Instant now = ledger.now();
        return store.transaction(connection -> {
            Optional<Source> held = source(connection, " FOR UPDATE");
            boolean known = held.filter(h -> h.project().equals(from.project())).isPresent();
            List<String> differences =
                    known ? differences(held.get(), ledger.locked(connection), wanted, from) : List.of();
            if (differences.isEmpty()) {
                name(connection, from);
                change(connection, wanted, now);
            }
            return differences;
        });
    }

    /** How schedules of the same version of the project differ from those in force, one sentence a difference; no secrets. */
    public List<String> differences(Collection<Schedule> wanted, Source from) {
        return store.transaction(connection -> source(connection, "")
                .filter(held -> held.project().equals(from.project()))
                .map(held -> differences(held, ledger.rows(), wanted, from))
                .orElse(List.of()));
    }

    private static List<String> differences(
            Source held, SortedMap<String, Row> rows, Collection<Schedule> wanted, Source from) {
        SortedMap<String, Schedule> others = new TreeMap<>();
        wanted.forEach(schedule -> others.put(schedule.id(), schedule));
        List<String> found = new ArrayList<>();
        rows.forEach((id, row) -> difference(row.schedule(), others.remove(id)).ifPresent(found::add));
        others.forEach((id, schedule) -> found.add(id + " is not in force, and " + line(schedule) + " here"));
        if (!found.isEmpty() && !held.environment().equals(from.environment())) {
            found.add(
                    0,
                    "the environment is " + quoted(held.environment()) + " in force, and " + quoted(from.environment())
                            + " here");
        }
        return found;
    }

    private static Optional<String> difference(Schedule held, Schedule here) {
        if (here == null) {
            return Optional.of(held.id() + " is " + line(held) + " in force, and is not here");
        } else if (!line(held).equals(line(here))) {
            return Optional.of(held.id() + " is " + line(held) + " in force, and " + line(here) + " here");
        } else if (ScheduleText.of(held).equals(ScheduleText.of(here))) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        part(parts, "what it runs", held.runs(), here.runs());
        part(parts, "after", held.after(), here.after());
        part(parts, "params", held.parameters(), here.parameters());
        part(parts, "misfire, retries, jitter and limits", held.manner(), here.manner());
        part(parts, "alert", held.alert(), here.alert());
        return Optional.of(held.id() + " has other values here: " + String.join(", ", parts));
    }

    private static void part(List<String> parts, String name, Object held, Object here) {
        if (!Objects.equals(held, here)) {
            parts.add(name);
        }
    }

    private static String line(Schedule schedule) {
        return schedule.line()
                .map(CronLine::whole)
                .map(SchedulesInForce::quoted)
                .orElse("without times");
    }

    private static String quoted(String text) {
        return text.isEmpty() ? NOTHING : "'" + text + "'";
    }

    private void change(Connection connection, Collection<Schedule> wanted, Instant now) throws SQLException {
        SortedMap<String, Row> held = ledger.locked(connection);
        for (Row row : held.values()) {
            ledger.account(connection, row, held, now);
        }
        held = ledger.locked(connection);
        Collection<String> ids = wanted.stream().map(Schedule::id).collect(Collectors.toSet());
        for (String id : held.keySet()) {
            if (!ids.contains(id)) {
                remove(connection, id, now);
            }
        }
        for (Schedule schedule : wanted) {
            set(connection, schedule, held.get(schedule.id()), now);
        }
    }

    private static Optional<Source> source(Connection connection, String lock) throws SQLException {
        String sql = "SELECT project, environment FROM pipit_schedule_source WHERE id=1" + lock;
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(new Source(row.getString(1), row.getString(2))) : Optional.empty();
        }
    }

    /** Who comes second waits here until the first has changed everything. */
    private static void name(Connection connection, Source from) throws SQLException {
        boolean known = FiringStore.update(
                connection,
                "UPDATE pipit_schedule_source SET project=?, environment=? WHERE id=1",
                from.project(),
                from.environment());
        if (!known) {
            FiringStore.update(
                    connection,
                    "INSERT INTO pipit_schedule_source (project, environment, id) VALUES (?, ?, 1)",
                    from.project(),
                    from.environment());
        }
    }

    private static void set(Connection connection, Schedule schedule, Row held, Instant now) throws SQLException {
        String body = ScheduleText.of(schedule);
        if (held == null) {
            FiringStore.update(
                    connection,
                    "INSERT INTO pipit_schedules (id, body, fired_until) VALUES (?, ?, ?)",
                    schedule.id(),
                    body,
                    now.toEpochMilli());
        } else if (!held.schedule().line().equals(schedule.line())) {
            // Times of the new line that have passed were never promised.
            FiringStore.update(
                    connection,
                    "UPDATE pipit_schedules SET body=?, fired_until=? WHERE id=?",
                    body,
                    now.toEpochMilli(),
                    schedule.id());
        } else {
            FiringStore.update(connection, "UPDATE pipit_schedules SET body=? WHERE id=?", body, schedule.id());
        }
    }

    private static void remove(Connection connection, String id, Instant now) throws SQLException {
        FiringStore.update(connection, "DELETE FROM pipit_schedules WHERE id=?", id);
        FiringStore.update(
                connection,
                "UPDATE pipit_firings SET state='MISSED', note='the schedule is gone', ended_at=?"
                        + " WHERE schedule=? AND state IN ('WAITING','BLOCKED')",
                now.toEpochMilli(),
                id);
    }
}
