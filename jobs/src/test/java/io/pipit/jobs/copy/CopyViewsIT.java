package io.pipit.jobs.copy;

import static io.pipit.jobs.copy.CopyProject.events;
import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.batch.copy.Repetition;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.project.CopyPlan.Mode;
import io.pipit.jobs.copy.CopyRun.State;
import io.pipit.jobs.flink.Await;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What views have of that which copies write. */
class CopyViewsIT extends CopyTestBase {
    private static final List<String> FOLLOWING = List.of("sums", "loud", "all_users", "seen");

    @Test
    void viewsFollowWhatACopyWrites() {
        CopyRequest few = snap("7");
        stack.send("visits", events(0, 5));
        Await.until(
                "rows of both logs reach the view of all",
                () -> stack.number("seen", "count(*) FILTER (WHERE origin = 'visit')") == 5
                        && stack.number("seen", "count(*) FILTER (WHERE origin = 'event')") >= 70);
        done(few);
        assertViewsFollow("7 21 7 7");
        done(few);
        assertViewsFollow("7 21 7 7");
        done(snap("14").insisting());
        assertViewsFollow("21 112 21 21");

        done(snap("7").repeating(Repetition.REPLACE_ROWS));
        assertViewsFollow("21 112 21 21");

        done(replacing("14"));
        assertViewsFollow("14 91 14 14");
        done(replacing("0"));
        assertViewsFollow("0 0 0 0");
    }

    @Test
    void viewsFollowARunThatHadCommittedWhenItWasCancelled() {
        CopyRun late =
                CancelledPhases.afterItsCommit(stack, replacing("21"), () -> FOLLOWING.forEach(CopyViewsIT::forget));
        assertThat(late.state()).isEqualTo(State.DONE);
        assertThat(late.note()).isEqualTo("It committed before it could be cancelled.");
        assertThat(late.rows()).as("as its commit says").isEqualTo(21);
        assertViewsFollow("21 210 21 21");
        done(replacing("0"));
    }

    /** A process that died after the target's commit leaves views behind; whoever takes the run up brings them to it. */
    @Test
    void viewsThatLackARunAreBroughtUpToIt() {
        CopyRun run = done(replacing("14"));
        FOLLOWING.forEach(CopyViewsIT::forget);
        assertThat(stack.number("loud", "count(*)")).isZero();
        stack.history.save(run.trying(1)); // as if the process had died before the views' commits
        stack.copies.resume();
        assertThat(ended(run.id()).state()).isEqualTo(State.DONE);
        assertViewsFollow("14 91 14 14");

        forget("sums");
        done(snap("7").under(Optional.of("more")).insisting());
        assertViewsFollow("21 112 21 21");
    }

    private static CopyRequest replacing(String below) {
        return snap(below).in(Optional.of(Mode.REPLACE));
    }

    /** Takes what copies brought out of a table of views, rows and coverage. */
    private static void forget(String table) {
        LakeTable held = stack.lake.find(table).orElseThrow();
        var state = held.refresh();
        held.commit(new LakeTable.TableChange(
                List.of(),
                state.files().stream()
                        .filter(file -> stack.feeds(table, file).contains("copy:snap"))
                        .map(file -> file.path())
                        .toList(),
                LakeTable.CoveragePlan.set(current -> new Coverage(current.feeds(), new java.util.TreeMap<>())),
                "test"));
    }

    /** The snapshot's rows, the sum in the aggregate, the rows of the view, and those of the view of the view. */
    private static void assertViewsFollow(String expected) {
        assertThat(stack.number("snapshot", "count(*)") + " " + stack.number("sums", "coalesce(sum(total), 0)::BIGINT")
                        + " " + stack.number("loud", "count(*)") + " "
                        + stack.number("all_users", "count(*) FILTER (WHERE origin = 'copy')"))
                .isEqualTo(expected);
        Await.until(
                "events come by the other view",
                () -> stack.number("all_users", "count(*) FILTER (WHERE origin = 'event')") == sent);
        for (String origin : List.of("event", "visit", "copy")) {
            String count = "count(*) FILTER (WHERE origin = '" + origin + "')";
            Await.until(
                    "the view of all has what comes by " + origin,
                    () -> stack.number("seen", count) == stack.number("all_users", count));
        }
    }
}
