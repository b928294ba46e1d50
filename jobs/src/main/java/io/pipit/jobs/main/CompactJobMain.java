package io.pipit.jobs.main;

/** Makes few files of many: {@code flink run -c io.pipit.jobs.main.CompactJobMain pipit-job.jar --help}. */
public final class CompactJobMain {
    private CompactJobMain() {}

    /** Does what the arguments say; {@code --help} says which there are. */
    public static void main(String[] arguments) {
        JobSubmission.ofFlinkRun(JobKind.COMPACT, arguments);
    }
}
