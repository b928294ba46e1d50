package io.pipit.jobs.main;

/** Runs a copy once: {@code flink run -c io.pipit.jobs.main.CopyJobMain pipit-job.jar --help}. */
public final class CopyJobMain {
    private CopyJobMain() {}

    /** Does what the arguments say; {@code --help} says which there are. */
    public static void main(String[] arguments) {
        JobSubmission.ofFlinkRun(JobKind.COPY, arguments);
    }
}
