package io.pipit.jobs.flink;

import io.pipit.core.block.engine.EngineMemory;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.runtime.rest.handler.legacy.messages.ClusterOverviewWithVersion;
import org.apache.flink.runtime.rest.messages.taskmanager.TaskManagerInfo;
import org.apache.flink.runtime.util.EnvironmentInformation;

/** Whether a cluster can take jobs: its version, its slots, and the memory that their engines may have. */
public final class ClusterReadiness {
    /** The rest is for rows on their way in and out of the engine, which its bound does not cover. */
    private static final double ENGINE_SHARE = 0.7;

    private static final long LEAST_BYTES = 64L << 20;
    private static final long POLL_MILLIS = 500;

    private final FlinkCluster cluster;

    /** Of a cluster. */
    public ClusterReadiness(FlinkCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Refuses a cluster of another minor version of Flink.
     *
     * @throws PipitException {@code CLUSTER_VERSION}, or {@code SERVER_UNREACHABLE} when nothing answers
     */
    public void requireVersion() {
        requireVersion(cluster.address(), cluster.overview().getVersion(), EnvironmentInformation.getVersion());
    }

    static void requireVersion(ClusterAddress address, String found, String expected) {
        if (!minor(found).equals(minor(expected))) {
            throw new PipitException(
                    ErrorCode.CLUSTER_VERSION,
                    "The Flink cluster at " + address + " has version " + found + "; the jobs are made for " + expected
                            + ". Use a cluster of Flink " + minor(expected) + ".");
        }
    }

    private static String minor(String version) {
        int first = version.indexOf('.');
        int second = version.indexOf('.', first + 1);
        return second < 0 ? version : version.substring(0, second);
    }

    /**
     * Waits until the cluster has slots that no task has.
     *
     * @param forWhat the job, for messages
     * @param said is told once when it has to wait
     * @throws PipitException {@code NO_FREE_SLOT} when it has too few for too long; nothing was submitted
     */
    public void awaitSlots(int needed, String forWhat, Duration patience, Consumer<String> said) {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean told = false;
        while (true) {
            ClusterOverviewWithVersion now = cluster.overview();
            if (now.getNumSlotsAvailable() >= needed) {
                return;
            }
            String state = forWhat + " needs " + slots(needed) + " of the Flink cluster at " + cluster.address()
                    + ", which has "
                    + now.getNumSlotsAvailable() + " free of " + now.getNumSlotsTotal() + " in "
                    + now.getNumTaskManagersConnected() + " TaskManagers";
            if (!told) {
                said.accept("Waiting: " + state);
                told = true;
            }
            if (System.nanoTime() > deadline) {
                throw new PipitException(
                        ErrorCode.NO_FREE_SLOT,
                        "No free slot: " + state
                                + ". End a job ('pipit job ls --cluster URL', 'pipit job cancel ID --cluster URL'), or add TaskManagers or slots"
                                + " (taskmanager.numberOfTaskSlots). It waited " + patience.toSeconds()
                                + " s (flink.slot-wait).");
            }
            pause();
        }
    }

    /**
     * The memory of the engine in each slot.
     *
     * @param asked what the configuration says, or 0 for a share of what the TaskManagers set aside
     * @throws PipitException {@code NATIVE_MEMORY} when no TaskManager sets enough aside
     */
    public long slotMemory(long asked) {
        List<TaskManagerInfo> workers = cluster.taskManagers();
        if (workers.isEmpty()) {
            throw new PipitException(
                    ErrorCode.NO_FREE_SLOT,
                    "The Flink cluster at " + cluster.address()
                            + " has no TaskManager. Start one (bin/taskmanager.sh start), and try again.");
        }
        return workers.stream()
                .mapToLong(worker -> slotMemory(
                        asked,
                        worker.getResourceId().toString(),
                        EngineMemory.of(
                                worker.getMemoryConfiguration().getTaskOffHeap(),
                                worker.getMemoryConfiguration().getManagedMemoryTotal()),
                        worker.getNumberSlots()))
                .min()
                .orElseThrow();
    }

    static long slotMemory(long asked, String worker, long pool, int slots) {
        long bytes = asked > 0 ? asked : (long) (pool / (double) slots * ENGINE_SHARE);
        if (bytes < LEAST_BYTES || bytes > pool / slots) {
            throw new PipitException(
                    ErrorCode.NATIVE_MEMORY,
                    "The TaskManager " + worker + " sets " + (pool >> 20) + " MB aside for " + slots(slots)
                            + " (taskmanager.memory.task.off-heap.size, or managed memory where that is 0), and the engine of a"
                            + " slot " + (asked > 0 ? "is to have " : "gets ") + (bytes >> 20) + " MB of it; at least "
                            + (LEAST_BYTES >> 20)
                            + " MB a slot are needed, and at most its share. Raise that size, use fewer"
                            + " slots, or " + (asked > 0 ? "change" : "set") + " flink.slot-memory.");
        }
        return bytes;
    }

    private static String slots(int number) {
        return number == 1 ? "1 slot" : number + " slots";
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipitException(ErrorCode.NO_FREE_SLOT, "Waiting for free slots was interrupted.", e);
        }
    }
}
