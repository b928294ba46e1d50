package io.pipit.jobs.schedule.firing;

import io.pipit.jobs.schedule.firing.AlertStore.Alert;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Posts alerts to their webhooks, again and again until one is taken: an answer of 2xx. */
final class AlertSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AlertSender.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 500;
    /** The rest after the first try; it doubles up to an hour. */
    private static final long FIRST_REST_MILLIS = Long.getLong("pipit.alert-rest-millis", 2_000);

    private static final long LONGEST_REST_MILLIS = 3_600_000;

    private final AlertStore alerts;
    private final Clock clock;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "pipit-alerts");
        thread.setDaemon(true);
        return thread;
    });

    AlertSender(AlertStore alerts, Clock clock) {
        this.alerts = alerts;
        this.clock = clock;
    }

    void start() {
        worker.scheduleWithFixedDelay(this::sendAll, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void sendAll() {
        try {
            Instant now = clock.instant();
            alerts.giveUp(now);
            for (Alert alert : alerts.due(now)) {
                long rest = Math.min(LONGEST_REST_MILLIS, FIRST_REST_MILLIS << Math.min(alert.attempts(), 12));
                if (alerts.take(alert, now.plusMillis(Math.max(rest, 1)))) {
                    send(alert);
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("Alerts cannot be sent now: {}", e.getMessage());
        }
    }

    private void send(Alert alert) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(alert.url()))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json; charset=utf-8")
                .header("Idempotency-Key", alert.id())
                .POST(HttpRequest.BodyPublishers.ofString(alert.body()))
                .build();
        try {
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status / 100 == 2) {
                alerts.sent(alert);
            } else {
                LOG.warn("The webhook answered {} to the alert {}; it is sent again", status, alert.id());
            }
        } catch (IOException e) {
            LOG.warn("The webhook did not take the alert {}; it is sent again: {}", alert.id(), e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
