package io.pipit.core.config;

import java.time.Duration;

/** The speed layer. */
public record SpeedSettings(
        @Setting(value = "30s", help = "How often fresh rows are committed to the lake.", min = 100)
        Duration commitInterval,

        @Setting(
                value = "5ms",
                help =
                        "Time between two executions of the views at least: blocks that come meanwhile share one; under load up to five times as long.",
                max = 10_000)
        Duration gatherTime) {}
