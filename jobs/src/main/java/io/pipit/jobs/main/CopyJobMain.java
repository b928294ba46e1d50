package io.pipit.jobs.main;

import io.pipit.batch.copy.CopyJob;
import io.pipit.batch.copy.CopyOutcome;
import io.pipit.batch.copy.CopySpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Lake;
import io.pipit.core.project.Plan;
import io.pipit.jobs.copy.CopyAttempt;
import io.pipit.jobs.copy.CopyJobs;
import io.pipit.jobs.copy.CopyRequest;
import io.pipit.jobs.copy.CopyRun;
import io.pipit.jobs.copy.EdgeFinder;
import io.pipit.jobs.flink.FlinkCluster;
import io.pipit.jobs.flink.JobFailures;
import io.pipit.jobs.speed.RunningSpeedJob;
import io.pipit.speed.SpeedJob;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a copy once: {@code flink run -c io.pipit.jobs.main.CopyJobMain JAR --project DIR --config FILE --pipe NAME}. The edge is cut in
 * the speed job of the same cluster. Such a run is not in a server's history and is not tried again by itself.
 */
public final class CopyJobMain {
    private static final Logger LOG = LoggerFactory.getLogger(CopyJobMain.class);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private CopyJobMain() {}

    /** Finds the edge, runs the job, and says what came of it. */
    public static void main(String[] arguments) {
        JobArguments given = JobArguments.copy(arguments);
        Installation installation = Installation.read(given.config());
        Plan plan = CompiledProject.in(given.project());
        CopyRequest request = new CopyRequest(
                given.pipe(),
                given.parameters(),
                given.mode(),
                Optional.of(given.runKey()).filter(key -> !key.isEmpty()),
                Optional.empty());
        CopyRun run = CopyRun.of(request, plan, Clock.systemUTC());
        try (Lake lake = new Lake(installation.lake());
                FlinkCluster cluster = FlinkCluster.connect(
                        installation.flink().host(), installation.flink().port())) {
            EdgeFinder edges =
                    new EdgeFinder(lake, installation.log(), new RunningSpeedJob(cluster, SpeedJob.NAME), PATIENCE);
            CopyAttempt attempt = new CopyAttempt(
                    new InThisSubmission(),
                    lake,
                    installation.lake(),
                    installation.log(),
                    edges,
                    installation.batchEngine());
            CopyAttempt.Result result = attempt.run(run, plan, percent -> LOG.info("{} %", percent));
            LOG.info("Run {} of the copy {}: {}", run.id(), run.pipe(), result.outcome());
        }
    }

    /** Runs the job through the environment that {@code flink run} gives, so that the submitted jar goes with it. */
    private static final class InThisSubmission implements CopyJobs {
        @Override
        public CopyOutcome run(CopySpec spec, LongConsumer percent) {
            StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
            CopyJob.build(environment, spec);
            try {
                return CopyJob.outcome(environment
                        .execute(CopyJob.name(spec.pipe(), spec.runId()))
                        .getAllAccumulatorResults());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new PipitException(ErrorCode.COPY_FAILED, "Waiting for the job was interrupted.", e);
            } catch (Exception e) {
                throw JobFailures.of(e);
            }
        }

        @Override
        public void endLeftover(CopyRun run) {
            // A run of its own has no earlier try.
        }
    }
}
