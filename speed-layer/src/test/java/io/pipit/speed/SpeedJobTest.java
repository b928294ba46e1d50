package io.pipit.speed;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.lake.LakeConfig;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.junit.jupiter.api.Test;

class SpeedJobTest {
    private final JobGraph graph = SpeedJob.graph(new SpeedJobConfig(
            TestProject.full().files(),
            new SpeedJobConfig.Kafka("127.0.0.1:1", Map.of(), "t", 2),
            new LakeConfig("jdbc", "jdbc:h2:mem:none", "warehouse", Map.of()),
            2,
            new SpeedJobConfig.EngineBounds(100_000_000, "")));

    @Test
    void hasAStableName() {
        assertThat(graph.getName()).isEqualTo("t-speed");
    }

    @Test
    void blocksStayInOneTaskAndOneTaskCommits() {
        assertThat(graph.getVertices())
                .extracting(JobVertex::getName, JobVertex::getParallelism)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("Source: Landing logs -> Materialize", 2),
                        org.assertj.core.groups.Tuple.tuple("Commit", 1));
    }

    @Test
    void cutsEpochsAndRestartsForEver() {
        var checkpoints = graph.getCheckpointingSettings().getCheckpointCoordinatorConfiguration();
        assertThat(checkpoints.getCheckpointInterval())
                .isEqualTo(Duration.ofSeconds(30).toMillis());
        assertThat(checkpoints.isUnalignedCheckpointsEnabled()).isFalse();
        assertThat(checkpoints.isExactlyOnce()).isTrue();
        assertThat(graph.getJobConfiguration().get(RestartStrategyOptions.RESTART_STRATEGY))
                .isEqualTo("exponential-delay");
    }
}
