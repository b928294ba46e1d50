package io.pipit.jobs.main;

/** Deletes rows: {@code flink run -c io.pipit.jobs.main.DeleteJobMain pipit-job.jar --help}. */
public final class DeleteJobMain {
    private DeleteJobMain() {}

    /** Does what the arguments say; {@code --help} says which there are. */
    public static void main(String[] arguments) {
        JobSubmission.ofFlinkRun(JobKind.DELETE, arguments);
    }
}
