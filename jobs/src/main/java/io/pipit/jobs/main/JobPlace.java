package io.pipit.jobs.main;

import io.pipit.core.build.BuildStamp;
import io.pipit.core.config.PipitConfig;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.jobs.flink.ClusterAddress;
import io.pipit.jobs.flink.ClusterReadiness;
import io.pipit.jobs.flink.FlinkCluster;
import io.pipit.jobs.flink.JobJar;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** The cluster that a job goes to, as {@code flink run} or an address names it. */
final class JobPlace implements AutoCloseable {
    /** How the job that stays is submitted. */
    private interface Submission {
        JobID submit(StreamGraph graph);
    }

    private final FlinkCluster cluster;
    private final Submission submission;
    private final Consumer<String> said;

    private JobPlace(FlinkCluster cluster, Submission submission, Consumer<String> said) {
        this.cluster = cluster;
        this.submission = submission;
        this.said = said;
    }

    /** A cluster at an address, which gets Pipit's classes from this process. */
    static JobPlace at(ClusterAddress address, Path folder, PipitConfig config, Consumer<String> said) {
        FlinkCluster cluster = FlinkCluster.connect(
                address,
                new FlinkCluster.Manner(JobJar.in(folder), config.flink().slotWait(), said));
        return new JobPlace(cluster, cluster::submit, said);
    }

    /** The cluster that {@code flink run} works for; the jar that it was given goes with each job. */
    static JobPlace ofFlinkRun(PipitConfig config, Consumer<String> said) {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        ReadableConfig given = environment.getConfiguration();
        ClusterAddress address = new ClusterAddress(
                given.getOptional(RestOptions.ADDRESS).orElse("localhost"), given.get(RestOptions.PORT), "");
        FlinkCluster.Manner manner =
                new FlinkCluster.Manner(jar(given), config.flink().slotWait(), said);
        FlinkCluster cluster = FlinkCluster.connect(address, manner);
        return new JobPlace(
                cluster,
                graph -> {
                    new ClusterReadiness(cluster)
                            .awaitSlots(
                                    config.log().partitionsElsewhere(),
                                    "the job '" + graph.getJobName() + "'",
                                    config.flink().slotWait(),
                                    said);
                    graph.getJobConfiguration()
                            .setString(BuildStamp.JOB_KEY, manner.jar().digest());
                    try {
                        return environment.executeAsync(graph).getJobID();
                    } catch (Exception e) {
                        throw new PipitException(
                                ErrorCode.SERVER_UNREACHABLE,
                                "The Flink cluster at " + address + " did not take the job: " + e.getMessage(),
                                e);
                    }
                },
                said);
    }

    private static JobJar jar(ReadableConfig given) {
        List<String> jars = given.getOptional(PipelineOptions.JARS).orElse(List.of());
        String digest = BuildStamp.ofTheseClasses()
                .map(BuildStamp::digest)
                .orElseThrow(() -> new PipitException(
                        ErrorCode.JAR_MISMATCH,
                        "These are not the classes of the jar that 'flink run' was given: Pipit's jars are in Flink's lib/ folder,"
                                + " too. Remove them there."));
        if (jars.isEmpty()) {
            throw new PipitException(
                    ErrorCode.INVALID_CONFIG, "'flink run' names no jar. Run it with the jar of the jobs.");
        }
        return new JobJar(Path.of(URI.create(jars.get(0))), digest);
    }

    FlinkCluster cluster() {
        return cluster;
    }

    /** Submits a job that stays; returns when it is accepted. */
    JobID submit(StreamGraph graph) {
        return submission.submit(graph);
    }

    /** Tells whoever waits. */
    void say(String text) {
        said.accept(text);
    }

    /** Refuses a cluster that jobs cannot run on, and says how much memory the engine of a slot has. */
    long slotMemory(PipitConfig config) {
        ClusterReadiness readiness = new ClusterReadiness(cluster);
        readiness.requireVersion();
        return readiness.slotMemory(config.flink().slotMemory().bytes());
    }

    @Override
    public void close() {
        cluster.close();
    }
}
