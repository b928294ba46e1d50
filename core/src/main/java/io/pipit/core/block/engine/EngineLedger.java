package io.pipit.core.block.engine;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the engines of this process may take together. Each job on a cluster has classes of its own, so that no field of a class is
 * shared by the jobs of a TaskManager: the sum is kept in the system properties, which are the process's.
 */
public final class EngineLedger {
    static final String PROPERTY = "pipit.engine.reserved-bytes";

    private EngineLedger() {}

    /** Memory that an engine has; closing it gives the memory back, once. */
    public interface Reservation extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Takes memory for an engine.
     *
     * @param bytes of the engine
     * @param boundBytes of all engines of the process together
     * @throws PipitException {@code NATIVE_MEMORY} when they would take more
     */
    public static Reservation reserve(long bytes, long boundBytes) {
        System.getProperties().compute(PROPERTY, (key, now) -> {
            long taken = taken(now);
            if (taken > boundBytes - bytes) {
                throw new PipitException(
                        ErrorCode.NATIVE_MEMORY,
                        "The engine of this task needs " + mebibytes(bytes) + ", but engines of this TaskManager have "
                                + mebibytes(taken) + " of the " + mebibytes(boundBytes)
                                + " that are set aside for them. Raise taskmanager.memory.task.off-heap.size, use fewer slots"
                                + " a TaskManager, or lower flink.slot-memory.");
            }
            return Long.toString(taken + bytes);
        });
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.getAndSet(false)) {
                System.getProperties().compute(PROPERTY, (key, now) -> Long.toString(taken(now) - bytes));
            }
        };
    }

    private static long taken(Object now) {
        return now == null ? 0 : Long.parseLong(now.toString());
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + " MB";
    }
}
