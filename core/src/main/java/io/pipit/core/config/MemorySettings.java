package io.pipit.core.config;

/** Native memory of the embedded stack: a budget for the speed layer and the serving layer, and one for a batch job. */
public record MemorySettings(
        @Setting(
                value = "1GB",
                help = "Memory of the SQL engine, split over speed (30 %), serving (40 %) and batch (30 %).",
                min = 67_108_864)
        ByteSize engine,

        @Setting(
                value = "0",
                help =
                        "Memory of the SQL engine in a batch job without a Flink cluster, while it runs; 0 takes an eighth of the"
                                + " machine's or container's memory, at most 4GB, and at least the part of memory.engine.")
        ByteSize batch) {
    private static final double BATCH_SHARE = 0.3;
    private static final int MACHINES_PART = 8;
    private static final long MOST_BYTES = 4L << 30;

    /**
     * What a batch job may take, in bytes.
     *
     * @param machineBytes the memory of the machine, or of the container that it appears to be
     */
    public long batchBytes(long machineBytes) {
        if (batch.bytes() > 0) {
            return batch.bytes();
        }
        return Math.max((long) (engine.bytes() * BATCH_SHARE), Math.min(machineBytes / MACHINES_PART, MOST_BYTES));
    }
}
