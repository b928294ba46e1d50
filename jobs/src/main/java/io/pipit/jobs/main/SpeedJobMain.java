package io.pipit.jobs.main;

/** Runs the speed job of a project: {@code flink run -c io.pipit.jobs.main.SpeedJobMain pipit-job.jar --help}. */
public final class SpeedJobMain {
    private SpeedJobMain() {}

    /** Does what the arguments say; {@code --help} says which there are. */
    public static void main(String[] arguments) {
        JobSubmission.ofFlinkRun(JobKind.SPEED, arguments);
    }
}
