package io.pipit.cli.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.pipit.cli.server.Health;
import io.pipit.serving.ServingStatus;
import io.pipit.serving.ServingStatus.TableStatus;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** How the stack is at the moment of being asked. */
final class StackMeters {
    private final Supplier<ServingStatus> serving;
    private final MultiGauge fresh;
    private final MultiGauge lake;
    private final MultiGauge files;
    private final MultiGauge lag;
    private final MultiGauge unreadable;

    StackMeters(MeterRegistry registry, Health health, Supplier<ServingStatus> serving) {
        this.serving = serving;
        Gauge.builder("pipit.ready", health, h -> h.obstacles().isEmpty() ? 1 : 0)
                .description("Whether events are taken and queries answered.")
                .strongReference(true)
                .register(registry);
        gauge(registry, "pipit.fresh.bytes", "Fresh rows in memory.", m -> m.freshBytes());
        gauge(registry, "pipit.fresh.limit.bytes", "Where reading stands still.", m -> m.freshLimitBytes());
        fresh = table(registry, "pipit.table.fresh.rows", "Fresh rows of a table in memory.");
        lake = table(registry, "pipit.table.lake.rows", "Rows of a table in its snapshot.");
        files = table(registry, "pipit.table.files", "Files of a table's snapshot.");
        lag = MultiGauge.builder("pipit.feed.lag.blocks")
                .description("Blocks that a feed is behind the farthest of its log.")
                .register(registry);
        unreadable = MultiGauge.builder("pipit.feed.failed")
                .description("1 where the tables of a feed cannot be read.")
                .register(registry);
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            String description,
            ToDoubleFunction<ServingStatus.MemoryStatus> value) {
        Gauge.builder(name, serving, s -> value.applyAsDouble(s.get().memory()))
                .description(description)
                .register(registry);
    }

    private static MultiGauge table(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    /** Looks at tables and feeds, which come and go. */
    void look() {
        ServingStatus now = serving.get();
        register(fresh, now.tables(), TableStatus::freshRows);
        register(lake, now.tables(), TableStatus::lakeRows);
        register(files, now.tables(), TableStatus::files);
        lag.register(
                now.feeds().stream()
                        .map(f -> Row.of(Tags.of("feed", f.feed()), f.lagBlocks()))
                        .toList(),
                true);
        unreadable.register(
                now.feeds().stream()
                        .map(f -> Row.of(Tags.of("feed", f.feed()), f.error().isEmpty() ? 0 : 1))
                        .toList(),
                true);
    }

    private static void register(MultiGauge gauge, List<TableStatus> tables, ToDoubleFunction<TableStatus> value) {
        gauge.register(
                tables.stream()
                        .map(t -> Row.of(Tags.of("table", t.table()), t, value))
                        .toList(),
                true);
    }
}
