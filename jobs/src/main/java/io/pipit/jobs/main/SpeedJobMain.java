package io.pipit.jobs.main;

import io.pipit.core.lake.Lake;
import io.pipit.core.project.Plan;
import io.pipit.jobs.plan.PlanApplier;
import io.pipit.speed.SpeedJob;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Submits the speed job of a project: {@code flink run -d -c io.pipit.jobs.main.SpeedJobMain JAR --project DIR --config FILE}. */
public final class SpeedJobMain {
    private SpeedJobMain() {}

    /** Makes what the project needs, and runs the job. */
    public static void main(String[] arguments) throws Exception {
        JobArguments given = JobArguments.speed(arguments);
        Installation installation = Installation.read(given.config());
        Plan plan = CompiledProject.in(given.project());
        try (Lake lake = new Lake(installation.lake())) {
            new PlanApplier(installation.log(), lake).apply(plan);
        }
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        SpeedJob.build(environment, installation.speedJob(plan.files()));
        environment.execute(SpeedJob.NAME);
    }
}
