package io.pipit.core.config;

/** Native memory of the embedded stack: one budget for the speed layer, the serving layer and one batch job. */
public record MemorySettings(
        @Setting(
                value = "1GB",
                help = "Memory of the SQL engine, split over speed (30 %), serving (40 %) and batch (30 %).",
                min = 67_108_864)
        ByteSize engine) {}
