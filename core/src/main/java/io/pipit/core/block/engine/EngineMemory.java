package io.pipit.core.block.engine;

/** What a TaskManager sets aside for the engines of its slots. */
public final class EngineMemory {
    private EngineMemory() {}

    /**
     * Its task off-heap memory; where that is 0, as it is unless somebody sets it, its managed memory, of which Pipit's jobs take none
     * in Flink's way.
     */
    public static long of(long taskOffHeapBytes, long managedBytes) {
        return taskOffHeapBytes > 0 ? taskOffHeapBytes : managedBytes;
    }
}
