package io.pipit.cli.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.schedule.firing.Standing;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How schedules are doing, at the moment of being asked. */
final class ScheduleMeters {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduleMeters.class);

    private final Supplier<List<Standing>> schedules;
    private final MultiGauge failed;
    private final MultiGauge late;

    ScheduleMeters(MeterRegistry registry, Supplier<List<Standing>> schedules) {
        this.schedules = schedules;
        failed = MultiGauge.builder("pipit.schedule.failed")
                .description("1 where the newest firing that has ended failed or was missed.")
                .register(registry);
        late = MultiGauge.builder("pipit.schedule.late.seconds")
                .description("For how long the oldest firing that has not ended has been due.")
                .register(registry);
    }

    /** Looks at schedules, which come and go. */
    void look() {
        List<Standing> now = standings();
        register(failed, now, s -> s.failed() ? 1 : 0);
        register(late, now, s -> s.late().toMillis() / 1000.0);
    }

    /** Other numbers are there while the database is not. */
    private List<Standing> standings() {
        try {
            return schedules.get();
        } catch (PipitException e) {
            LOG.debug("How schedules are doing cannot be told: {}", e.getMessage());
            return List.of();
        }
    }

    private static void register(MultiGauge gauge, List<Standing> schedules, ToDoubleFunction<Standing> value) {
        gauge.register(
                schedules.stream()
                        .map(s -> Row.of(Tags.of("schedule", s.schedule()), value.applyAsDouble(s)))
                        .toList(),
                true);
    }
}
