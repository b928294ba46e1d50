package io.pipit.jobs.flink.embedded;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.flink.FlinkCluster;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ClusterOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.RpcServiceSharing;

/**
 * A Flink cluster in this process: one JobManager and one TaskManager, with free ports, on loopback alone. Jobs are submitted through
 * {@link #client()}, as to any other cluster.
 */
public final class EmbeddedFlink implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    private final MiniCluster cluster;
    private final FlinkCluster client;
    private int taskManager;

    private EmbeddedFlink(MiniCluster cluster, FlinkCluster client) {
        this.cluster = cluster;
        this.client = client;
    }

    /**
     * Starts the cluster.
     *
     * @param slots how many tasks may run beside each other: the speed layer's parallelism and one for a batch job
     * @param tempFolder for what Flink and the operators spill; it must exist
     * @throws PipitException {@code INTERNAL} when the cluster does not start
     */
    public static EmbeddedFlink start(int slots, Path tempFolder) {
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(settings(tempFolder))
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .setRpcServiceSharing(RpcServiceSharing.SHARED)
                .build());
        try {
            cluster.start();
            URI rest = cluster.getRestAddress().get();
            return new EmbeddedFlink(
                    cluster, FlinkCluster.connect(LOOPBACK, rest.getPort(), cluster::requestJobResult));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(cluster, e);
        } catch (ExecutionException e) {
            throw failed(cluster, e.getCause());
        } catch (Exception e) {
            throw failed(cluster, e);
        }
    }

    /** How to reach the cluster; closed with it. */
    public FlinkCluster client() {
        return client;
    }

    /** Loses the TaskManager with all that runs on it, and gets another one: what a cluster does when a machine fails. */
    public synchronized void replaceTaskManager() {
        try {
            cluster.terminateTaskManager(taskManager).get();
            cluster.startTaskManager();
            taskManager++;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new PipitException(
                    ErrorCode.INTERNAL, "The embedded Flink cluster did not get another TaskManager: " + e, e);
        }
    }

    /** Ends all jobs and the cluster; returns when its threads are gone. */
    @Override
    public void close() {
        client.close();
        try {
            cluster.close();
        } catch (Exception e) {
            throw new PipitException(
                    ErrorCode.INTERNAL, "The embedded Flink cluster did not stop: " + e.getMessage(), e);
        }
    }

    private static Configuration settings(Path tempFolder) {
        Configuration settings = new Configuration();
        // MiniCluster listens on all interfaces unless each part is told otherwise.
        settings.set(JobManagerOptions.ADDRESS, LOOPBACK);
        settings.set(JobManagerOptions.BIND_HOST, LOOPBACK);
        settings.set(TaskManagerOptions.HOST, LOOPBACK);
        settings.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
        settings.set(RestOptions.ADDRESS, LOOPBACK);
        settings.set(RestOptions.BIND_ADDRESS, LOOPBACK);
        settings.set(RestOptions.BIND_PORT, "0");
        settings.set(BlobServerOptions.PORT, "0");

        settings.set(CoreOptions.TMP_DIRS, tempFolder.toString());
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
        settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(16));
        // No state is kept in checkpoints: they only cut epochs.
        settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "jobmanager");

        settings.set(RestOptions.SERVER_NUM_THREADS, 2);
        settings.set(ClusterOptions.CLUSTER_IO_EXECUTOR_POOL_SIZE, 4);
        settings.set(WebOptions.SUBMIT_ENABLE, false);
        // How far a job is comes with the heartbeats.
        settings.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofSeconds(2));
        settings.set(WebOptions.REFRESH_INTERVAL, Duration.ofMillis(250));
        return settings;
    }

    private static PipitException failed(MiniCluster cluster, Throwable cause) {
        var unused = cluster.closeAsync();
        return new PipitException(
                ErrorCode.INTERNAL, "The embedded Flink cluster did not start: " + cause.getMessage(), cause);
    }
}
