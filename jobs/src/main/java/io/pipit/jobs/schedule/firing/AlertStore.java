package io.pipit.jobs.schedule.firing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipit.jobs.schedule.config.AlertRule;
import io.pipit.jobs.schedule.config.Schedule;
import io.pipit.jobs.store.JobsDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Alerts that are to be sent: they come in with the change that they are about, in one transaction, and leave when somebody has taken
 * them. Each has an id, by which who gets one twice knows it.
 */
final class AlertStore {
    /** From then on nobody tries any more. */
    private static final Duration GIVEN_UP = Duration.ofHours(48);

    record Alert(String id, String url, String body, int attempts, long nextAtMillis) {}

    private final JobsDatabase database;
    private final ObjectMapper json = new ObjectMapper();

    AlertStore(JobsDatabase database) {
        this.database = database;
    }

    void add(
            Connection connection, Schedule schedule, Firing firing, AlertRule.Event event, String message, Instant now)
            throws SQLException {
        if (!schedule.alert().tells(event)) {
            return;
        }
        String word = event.name().toLowerCase(Locale.ROOT);
        String id = schedule.id() + "@" + firing.at() + "#" + word;
        ObjectNode body = json.createObjectNode();
        body.put("id", id);
        body.put("event", word);
        body.put("text", schedule.name() + " (" + firing.at() + ") " + word + ": " + message);
        body.put("kind", schedule.kind().label());
        body.put("schedule", schedule.name());
        body.put("runs", schedule.runs());
        body.put("scheduled_at", firing.at().toString());
        body.put("previous_at", firing.previous().toString());
        body.put("attempts", firing.attempts());
        body.put("run", firing.run());
        body.put("missed", event == AlertRule.Event.MISSED ? firing.covers() : 0);
        body.put("message", message);
        body.put("at", now.toString());
        // The same one again, where a transaction is done a second time, is one.
        FiringStore.update(connection, "DELETE FROM pipit_alerts WHERE id=?", id);
        FiringStore.update(
                connection,
                "INSERT INTO pipit_alerts (id, url, body, next_at, created_at) VALUES (?, ?, ?, ?, ?)",
                id,
                schedule.alert().webhook(),
                body.toString(),
                now.toEpochMilli(),
                now.toEpochMilli());
    }

    List<Alert> due(Instant now) {
        try (Connection connection = database.connections().getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT id, url, body, attempts, next_at FROM pipit_alerts WHERE next_at<=? ORDER BY created_at")) {
            statement.setLong(1, now.toEpochMilli());
            statement.setMaxRows(100);
            try (ResultSet row = statement.executeQuery()) {
                List<Alert> alerts = new ArrayList<>();
                while (row.next()) {
                    alerts.add(new Alert(
                            row.getString(1), row.getString(2), row.getString(3), row.getInt(4), row.getLong(5)));
                }
                return alerts;
            }
        } catch (SQLException e) {
            throw FiringStore.unavailable(e);
        }
    }

    /** Takes an alert for one try; of two processes one gets it. */
    boolean take(Alert alert, Instant nextAt) {
        return changed(
                "UPDATE pipit_alerts SET attempts=attempts+1, next_at=? WHERE id=? AND next_at=?",
                nextAt.toEpochMilli(),
                alert.id(),
                alert.nextAtMillis());
    }

    void sent(Alert alert) {
        changed("DELETE FROM pipit_alerts WHERE id=?", alert.id());
    }

    void giveUp(Instant now) {
        changed(
                "DELETE FROM pipit_alerts WHERE created_at<?",
                now.minus(GIVEN_UP).toEpochMilli());
    }

    private boolean changed(String sql, Object... values) {
        try (Connection connection = database.connections().getConnection()) {
            return FiringStore.update(connection, sql, values);
        } catch (SQLException e) {
            throw FiringStore.unavailable(e);
        }
    }
}
