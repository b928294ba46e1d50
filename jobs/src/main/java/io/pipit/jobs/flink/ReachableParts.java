package io.pipit.jobs.flink;

import io.pipit.core.config.FlinkSettings;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.LakeConfig;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What jobs in other processes have to reach.
 *
 * @param lake catalog and warehouse
 * @param brokers of a Kafka cluster; nothing for the broker in this process
 */
public record ReachableParts(LakeConfig lake, Optional<String> brokers) {
    /**
     * Refuses parts that the processes of the named clusters cannot reach.
     *
     * @throws PipitException {@code INVALID_CONFIG} with what to set
     */
    public void require(FlinkSettings flink) {
        if (!FlinkClusters.named(flink)) {
            return;
        }
        if (lake.uri().startsWith("jdbc:h2:")) {
            throw new PipitException(
                    ErrorCode.INVALID_CONFIG,
                    "Jobs on the Flink cluster " + first(flink)
                            + " cannot open the catalog of this process (H2, one process at a time). Set catalog.uri to one that"
                            + " they reach, for instance jdbc:postgresql://host/catalog (docs/guides/cluster.md).");
        }
        Optional<ClusterAddress> away =
                addresses(flink).filter(a -> !a.loopback()).findFirst();
        if (away.isPresent() && brokers.isEmpty()) {
            throw new PipitException(
                    ErrorCode.INVALID_CONFIG,
                    "Jobs on the Flink cluster " + away.get()
                            + " cannot reach the Kafka broker of this process, which listens on loopback. Set"
                            + " kafka.bootstrap-servers to a Kafka cluster (docs/guides/cluster.md).");
        }
        if (away.isPresent() && lake.warehouse().startsWith("file:") && !shared(lake)) {
            throw new PipitException(
                    ErrorCode.INVALID_CONFIG,
                    "Jobs on the Flink cluster " + away.get() + " cannot see the warehouse " + lake.warehouse()
                            + " in this process's state folder. Set warehouse.uri to a bucket, or to a folder that every machine"
                            + " mounts at the same path (docs/guides/cluster.md).");
        }
    }

    /** A folder that somebody named is taken to be mounted everywhere; that of the state is of this machine. */
    private static boolean shared(LakeConfig lake) {
        return !lake.warehouse().contains("/.pipit/");
    }

    private static ClusterAddress first(FlinkSettings flink) {
        return addresses(flink).findFirst().orElseThrow();
    }

    private static Stream<ClusterAddress> addresses(FlinkSettings flink) {
        return Stream.of(flink.speed(), flink.batch())
                .filter(address -> !address.isBlank())
                .map(ClusterAddress::parse);
    }
}
