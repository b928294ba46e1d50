package io.pipit.core.config;

/** The block log. */
public record LogSettings(
        @Setting(
                value = "2",
                help = "Partitions of each log when it is made; also the parallelism of the speed layer.",
                min = 1,
                max = 64)
        int partitions,

        @Setting(value = "pipit", help = "First word of all topic names.")
        String prefix) {}
