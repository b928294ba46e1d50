package io.pipit.jobs.flink;

import io.pipit.core.config.FlinkSettings;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.LakeConfig;
import io.pipit.jobs.flink.embedded.EmbeddedFlink;
import io.pipit.jobs.flink.install.Probe;
import io.pipit.jobs.flink.install.ProbeSpec;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The cluster of the speed job and that of batch jobs: those that the configuration names, else one in this process. Both may be the same
 * one: a slot's engine has a share of its TaskManager's memory, so that jobs beside each other split it.
 */
public final class FlinkClusters implements AutoCloseable {
    /**
     * A cluster as jobs see it.
     *
     * @param cluster the client
     * @param slotMemoryBytes of the engine in each slot; nothing in this process, whose configuration says it
     */
    public record Use(FlinkCluster cluster, OptionalLong slotMemoryBytes) {
        /** Whether jobs run in other processes. */
        public boolean elsewhere() {
            return slotMemoryBytes.isPresent();
        }

        /** How jobs open the lake: their copies of remote files are where their TaskManagers have room, not in folders of this process. */
        public LakeConfig lake(LakeConfig lake) {
            return elsewhere() ? lake.without(LakeConfig.CACHE_FOLDER) : lake;
        }
    }

    private final Use speed;
    private final Use batch;
    private final Optional<EmbeddedFlink> embedded;

    private FlinkClusters(Use speed, Use batch, Optional<EmbeddedFlink> embedded) {
        this.speed = speed;
        this.batch = batch;
        this.embedded = embedded;
    }

    /** Whether the configuration names a cluster at all. */
    public static boolean named(FlinkSettings settings) {
        return !settings.speed().isBlank() || !settings.batch().isBlank();
    }

    /**
     * Connects to the clusters that are named, and starts one in this process where a name is missing.
     *
     * @param folder for the jar of the jobs; it must exist
     * @throws PipitException {@code SERVER_UNREACHABLE}, {@code CLUSTER_VERSION}, {@code NATIVE_MEMORY} or {@code NO_FREE_SLOT} for a
     *     cluster that cannot take jobs; nothing was submitted
     */
    public static FlinkClusters open(
            FlinkSettings settings, Path folder, Supplier<EmbeddedFlink> here, Consumer<String> said) {
        if (!named(settings)) {
            EmbeddedFlink embedded = here.get();
            Use both = new Use(embedded.client(), OptionalLong.empty());
            return new FlinkClusters(both, both, Optional.of(embedded));
        }
        JobJar jar = JobJar.in(folder);
        if (settings.speed().isBlank()) {
            Use batch = connect(settings.batch(), jar, settings, said);
            EmbeddedFlink embedded = here.get();
            return new FlinkClusters(new Use(embedded.client(), OptionalLong.empty()), batch, Optional.of(embedded));
        }
        Use speed = connect(settings.speed(), jar, settings, said);
        boolean one = settings.batch().isBlank()
                || ClusterAddress.parse(settings.batch()).equals(speed.cluster().address());
        try {
            return new FlinkClusters(
                    speed, one ? speed : connect(settings.batch(), jar, settings, said), Optional.empty());
        } catch (RuntimeException e) {
            speed.cluster().close();
            throw e;
        }
    }

    /** Where the speed job runs. */
    public Use speed() {
        return speed;
    }

    /** Where batch jobs run. */
    public Use batch() {
        return batch;
    }

    /** The cluster in this process, if there is one. */
    public Optional<EmbeddedFlink> embedded() {
        return embedded;
    }

    private static Use connect(String address, JobJar jar, FlinkSettings settings, Consumer<String> said) {
        FlinkCluster cluster = FlinkCluster.connect(
                ClusterAddress.parse(address), new FlinkCluster.Manner(jar, settings.slotWait(), said));
        try {
            ClusterReadiness readiness = new ClusterReadiness(cluster);
            readiness.requireVersion();
            new Probe(cluster).run(ProbeSpec.LIBRARIES);
            long slotMemory = readiness.slotMemory(settings.slotMemory().bytes());
            said.accept("Jobs run on the Flink cluster at " + cluster.address() + ", with " + (slotMemory >> 20)
                    + " MB for the engine of each slot");
            return new Use(cluster, OptionalLong.of(slotMemory));
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    @Override
    public void close() {
        embedded.ifPresent(EmbeddedFlink::close);
        if (speed.elsewhere()) {
            speed.cluster().close();
        }
        if (batch.elsewhere() && batch != speed) {
            batch.cluster().close();
        }
    }
}
