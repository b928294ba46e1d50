package io.pipit.cli.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.pipit.intake.kafka.FeederStatus;
import io.pipit.intake.kafka.FeederStatus.State;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** How far the topics are read, at the moment of being asked. */
final class TopicMeters {
    private final Supplier<List<FeederStatus>> feeders;
    private final MultiGauge lag;
    private final MultiGauge messages;
    private final MultiGauge quarantined;
    private final MultiGauge lost;
    private final MultiGauge failed;

    TopicMeters(MeterRegistry registry, Supplier<List<FeederStatus>> feeders) {
        this.feeders = feeders;
        lag = gauge(registry, "pipit.kafka.lag.messages", "Messages of a topic's partition that are not read yet.");
        messages = gauge(registry, "pipit.kafka.messages", "Messages that were read since the process started.");
        quarantined = gauge(registry, "pipit.kafka.quarantined", "Those among them that did not fit.");
        lost = gauge(registry, "pipit.kafka.lost", "Messages that were deleted in their topic before they were read.");
        failed = gauge(registry, "pipit.kafka.failed", "1 where a topic cannot be read.");
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    /** Looks at feeders, which come and go. */
    void look() {
        List<FeederStatus> now = feeders.get();
        lag.register(
                now.stream()
                        .flatMap(f -> f.partitions().stream()
                                .map(p -> Row.of(
                                        Tags.of(
                                                "datasource",
                                                f.dataSource(),
                                                "topic",
                                                f.topic(),
                                                "partition",
                                                Integer.toString(p.partition())),
                                        p.lag())))
                        .toList(),
                true);
        register(messages, now, FeederStatus::messages);
        register(quarantined, now, FeederStatus::quarantined);
        register(lost, now, FeederStatus::lost);
        register(failed, now, f -> f.state() == State.RETRYING || f.state() == State.BROKEN ? 1 : 0);
    }

    private static void register(MultiGauge gauge, List<FeederStatus> feeders, ToDoubleFunction<FeederStatus> value) {
        gauge.register(
                feeders.stream()
                        .map(f -> Row.of(
                                Tags.of("datasource", f.dataSource(), "topic", f.topic()), value.applyAsDouble(f)))
                        .toList(),
                true);
    }
}
