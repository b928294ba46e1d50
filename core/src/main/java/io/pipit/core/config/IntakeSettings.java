package io.pipit.core.config;

import java.time.Duration;

/** The Events API. */
public record IntakeSettings(
        @Setting(
                value = "5ms",
                help =
                        "Time between two blocks of small requests: those that come meanwhile share a block. After a rest nobody waits.",
                max = 10_000)
        Duration gatherTime,

        @Setting(value = "8MB", help = "Size at which a block is closed.", min = 1024)
        ByteSize blockSize,

        @Setting(
                value = "64MB",
                help = "Memory for events that wait for the log; beyond it requests get 503.",
                min = 1024)
        ByteSize memory,

        @Setting(value = "256MB", help = "Free disk space below which events are refused.", min = 0)
        ByteSize minFreeDisk) {}
