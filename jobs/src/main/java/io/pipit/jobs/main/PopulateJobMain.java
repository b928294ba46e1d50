package io.pipit.jobs.main;

/** Makes the rows of a view once more: {@code flink run -c io.pipit.jobs.main.PopulateJobMain pipit-job.jar --help}. */
public final class PopulateJobMain {
    private PopulateJobMain() {}

    /** Does what the arguments say; {@code --help} says which there are. */
    public static void main(String[] arguments) {
        JobSubmission.ofFlinkRun(JobKind.POPULATE, arguments);
    }
}
