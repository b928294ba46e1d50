package io.pipit.cli.operations;

import io.pipit.intake.kafka.FeederObserver;
import java.time.Clock;
import java.util.Locale;

/** Takes down what feeders report of their topics. */
public final class TopicsSeen implements FeederObserver {
    private final OperationsLog log;
    private final Clock clock;

    /** Into this log. */
    public TopicsSeen(OperationsLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    @Override
    public void told(Report report) {
        log.add(new Happening("kafka", clock.millis())
                .text("name", report.dataSource())
                .text("url", report.topic())
                .integer("status_code", report.partition())
                .text("event", report.level().name().toLowerCase(Locale.ROOT))
                .number("read_rows", report.lag())
                .number("rows", report.messages())
                .number("bytes", report.bytes())
                .text("body", report.message()));
    }
}
