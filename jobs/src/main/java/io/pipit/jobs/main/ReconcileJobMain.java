package io.pipit.jobs.main;

/** Compares a data source with its database: {@code flink run -c io.pipit.jobs.main.ReconcileJobMain pipit-job.jar --help}. */
public final class ReconcileJobMain {
    private ReconcileJobMain() {}

    /** Does what the arguments say; {@code --help} says which there are. */
    public static void main(String[] arguments) {
        JobSubmission.ofFlinkRun(JobKind.RECONCILE, arguments);
    }
}
