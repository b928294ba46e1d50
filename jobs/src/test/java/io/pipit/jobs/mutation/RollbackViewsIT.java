package io.pipit.jobs.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.batch.mutate.MutateSpec.Views;
import io.pipit.jobs.JobsStack;
import io.pipit.jobs.copy.CopyProject;
import io.pipit.jobs.copy.CopyRequest;
import io.pipit.jobs.copy.CopyRun;
import io.pipit.jobs.flink.Await;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What views have of rows that a rollback took, or brought back. */
class RollbackViewsIT {
    private JobsStack stack;
    private RowChanges changes;

    @Test
    void viewsFollowWhereThatIsAskedFor(@TempDir Path folder) throws Exception {
        try (JobsStack started = JobsStack.start(folder, CopyProject.WITH_FOLLOWERS);
                RowChanges working = TestChanges.of(started)) {
            stack = started;
            changes = working;
            stack.send("events", CopyProject.events(0, 70));
            runsOfACopyCountOnce();
            viewsOfEventsHaveWhatIsLeftAndWhatComesLater();
        }
    }

    private void runsOfACopyCountOnce() throws Exception {
        copied("7");
        String seven = "7 21 7 7";
        assertThat(counted()).isEqualTo(seven);
        long before = newest("snapshot");
        copied("14");
        String both = "21 112 21 21";
        assertThat(counted()).isEqualTo(both);

        assertThat(rolledBack("snapshot", before, Views.FOLLOW))
                .contains("In 'sums', the touched groups, by user, were made anew.")
                .doesNotContain("keep what they have counted");
        assertThat(counted()).isEqualTo(seven);
        copied("14");
        assertThat(counted()).as("the run that went is done again").isEqualTo(both);

        assertThat(rolledBack("snapshot", before, Views.KEEP))
                .contains(" keep what they have counted; with --cascade (HTTP: cascade=true) they follow.")
                .contains("sums", "loud", "all_users", "seen");
        assertThat(counted()).isEqualTo("7 112 21 21");
    }

    private void viewsOfEventsHaveWhatIsLeftAndWhatComesLater() throws Exception {
        Await.until("events", () -> stack.number("events", "count(*)") == 70);
        long before = newest("events");
        stack.send("events", CopyProject.events(70, 105));
        rolledBack("events", before, Views.FOLLOW);
        assertThat(stack.number("events", "count(*)")).isEqualTo(70);
        assertThat(stack.number("hits", "sum(hits)")).isEqualTo(70);
        stack.send("events", CopyProject.events(105, 112));
        Await.until("later events", () -> stack.number("hits", "sum(hits)") == 77);
    }

    private String rolledBack(String table, long snapshot, Views views) throws Exception {
        RowChange asked = changes.start(RowChange.Kind.ROLLBACK, table, "", RowChange.Source.snapshot(snapshot), views);
        RowChange done = changes.ended(asked.id()).get(120, TimeUnit.SECONDS);
        assertThat(done.state()).as(done.error()).isEqualTo(RowChange.State.DONE);
        return done.result().note();
    }

    private long newest(String table) {
        return stack.lake.find(table).orElseThrow().refresh().snapshotId();
    }

    /** The rows of the target, the sum in the aggregate of its view, the rows of another view and of a view of that. */
    private String counted() {
        return stack.number("snapshot", "count(*)") + " " + stack.number("sums", "coalesce(sum(total), 0)::BIGINT")
                + " " + stack.number("loud", "count(*)") + " "
                + stack.number("all_users", "count(*) FILTER (WHERE origin = 'copy')");
    }

    private void copied(String below) {
        CopyRequest request =
                CopyRequest.of("snap", Map.of("below", List.of(below))).insisting();
        CopyRun run = stack.copies
                .ended(stack.copies.start(request).id())
                .orTimeout(120, TimeUnit.SECONDS)
                .join();
        assertThat(run.state()).as(run.note()).isEqualTo(CopyRun.State.DONE);
    }
}
