package io.pipit.cli.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.pipit.intake.http.IntakeObserver;
import io.pipit.serving.http.RequestObserver;
import java.time.Duration;

/** Counts events and times questions, and tells others of them. */
final class RequestMeters implements RequestObserver, IntakeObserver {
    private static final Duration[] BOUNDS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    private final MeterRegistry registry;
    private final RequestObserver questions;
    private final IntakeObserver events;

    RequestMeters(MeterRegistry registry, RequestObserver questions, IntakeObserver events) {
        this.registry = registry;
        this.questions = questions;
        this.events = events;
    }

    @Override
    public void asked(Asked asked) {
        questions.asked(asked);
        Timer.builder("pipit.questions")
                .description("Questions to endpoints, and SQL, until the answer was written.")
                .tag("pipe", asked.status() == 404 ? "" : asked.pipe()) // anybody can make up names
                .tag("status", Integer.toString(asked.status()))
                .serviceLevelObjectives(BOUNDS)
                .register(registry)
                .record(Duration.ofMillis(asked.millis()));
    }

    @Override
    public void took(String dataSource, long rows, long quarantined, String error) {
        events.took(dataSource, rows, quarantined, error);
        if (!error.isEmpty()) {
            counter("pipit.events.requests.refused", "Requests with events that were refused.", "")
                    .increment();
            return;
        }
        count(dataSource, rows, quarantined);
    }

    @Override
    public void tookFile(String dataSource, long rows, long quarantined) {
        events.tookFile(dataSource, rows, quarantined);
        count(dataSource, rows, quarantined);
    }

    private void count(String dataSource, long rows, long quarantined) {
        counter("pipit.events.requests", "Requests with events that were taken.", dataSource)
                .increment();
        counter("pipit.events.rows", "Rows that were taken.", dataSource).increment(rows);
        counter("pipit.events.quarantined.rows", "Rows that were quarantined.", dataSource)
                .increment(quarantined);
    }

    private Counter counter(String name, String description, String dataSource) {
        Counter.Builder builder = Counter.builder(name).description(description);
        return (dataSource.isEmpty() ? builder : builder.tag("datasource", dataSource)).register(registry);
    }
}
