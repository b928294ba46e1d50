package io.pipit.jobs.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.batch.copy.Repetition;
import io.pipit.core.lake.LakeFixture;
import io.pipit.core.project.CopyPlan.Mode;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectFiles;
import io.pipit.jobs.JobsStack;
import io.pipit.jobs.mutation.ChangeStore;
import io.pipit.jobs.mutation.ChangedTargets;
import io.pipit.jobs.mutation.RowChange;
import io.pipit.jobs.store.JobsDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which earlier runs count when the range of a run is compared with theirs. */
class OverlapsTest {
    private static final Plan PLAN = plan();

    @TempDir
    Path folder;

    private JobsDatabase database;
    private RunHistory history;
    private ChangeStore changes;
    private LakeFixture lake;
    private Overlaps overlaps;
    private long number;
    private long nowMillis = 1_000;

    @BeforeEach
    void open() {
        database = JobsDatabase.open(JobsStack.h2(folder.resolve("jobs")), "sa", "");
        history = new RunHistory(database);
        changes = new ChangeStore(database);
        lake = new LakeFixture(folder);
        overlaps = new Overlaps(new HistoryRuns(history, new ChangedTargets(changes), new TargetRuns(lake.lake)));
    }

    @AfterEach
    void close() {
        lake.close();
        database.close();
    }

    @Test
    void rowsThatAnEarlierRunAddedAreNotAddedAgain() {
        CopyRun first = done(ranged(1, 10));
        assertThatThrownBy(() -> checked(ranged(5, 20)))
                .hasMessage("The copy 'ranged' was not run, since rows would be in 'added' twice: the run " + first.id()
                        + " of 1970-01-01T00:00:01Z with start=1, stop=10 takes those with n from 5 to 10, too. Choose parameters"
                        + " that leave them out, delete them from the target first, or insist with --allow-overlap"
                        + " (?_allow_overlap=true in a request). Nothing was changed.");
        assertThat(checked(ranged(5, 20).insisting()).note())
                .isEqualTo("Rows with n from 5 to 10 are in the target twice: the run " + first.id()
                        + " of 1970-01-01T00:00:01Z with start=1, stop=10 takes them, too.");
        assertThat(checked(ranged(11, 20)).note()).isEmpty();
    }

    @Test
    void rangesThatOnlyMeetAreSaid() {
        done(ranged(1, 10));
        assertThat(checked(ranged(10, 20)).note()).contains("Rows with n = 10 may be in the target twice");
    }

    @Test
    void batchesAreNoPartOfTheRange() {
        CopyRequest batches = CopyRequest.of(
                        "ranged",
                        Map.of(
                                "start", List.of("1"),
                                "stop", List.of("10"),
                                "_batch_by", List.of("raw"),
                                "_batch_size", List.of("5")))
                .under(Optional.of("other"));
        done(batches);
        assertThatThrownBy(() -> checked(ranged(1, 10))).hasMessageContaining("n from 1 to 10");
        assertThatThrownBy(() -> checked(ranged(1, 9))).hasMessageContaining("n from 1 to 9");
    }

    @Test
    void aKeyOfItsOwnDoesNotAddTheSameRowsAgain() {
        CopyRun first = done(ranged(1, 10));
        CopyRequest again = keyed(1, 10, "mine", Repetition.NO_OP);
        assertThatThrownBy(() -> checked(again))
                .hasMessageContaining("the run " + first.id()
                        + " of 1970-01-01T00:00:01Z with start=1, stop=10 takes those with n from 1 to 10, too");
        assertThat(checked(again.insisting()).note()).contains("n from 1 to 10 are in the target twice");
        done(again.insisting());
        assertThat(checked(again).note()).as("the key is there").isEmpty();

        CopyRun keyed = done(keyed(20, 30, "k", Repetition.NO_OP));
        assertThatThrownBy(() -> checked(ranged(20, 30))).hasMessageContaining(keyed.id());
        CopyRequest firing =
                CopyRequest.scheduled("ranged", Instant.EPOCH, ranged(20, 30).parameters());
        assertThat(checked(firing).note()).as("a schedule adds each time").isEmpty();
    }

    @Test
    void theSameParametersMayGiveOtherRows() {
        for (String pipe : List.of("sampled", "late")) {
            done(under(pipe, "a"));
            assertThat(checked(under(pipe, "b")).note()).as(pipe).isEmpty();
        }
        done(under("grouped", "a"));
        assertThat(checked(under("grouped", "b")).note()).contains("n before 10 may be in the target twice");
    }

    @Test
    void aRunThatIsUnderWayCountsAndOneThatFailedDoesNot() {
        CopyRun waiting = CopyRun.of(ranged(1, 10), PLAN, clock());
        history.add(waiting);
        assertThatThrownBy(() -> checked(ranged(5, 20))).hasMessageContaining(waiting.id());
        history.save(waiting.trying(nowMillis).cancelled(nowMillis));
        assertThat(checked(ranged(5, 20)).note()).isEmpty();
    }

    @Test
    void aRunThatFoundNoRowsDoesNotCountAndOneOfWhichThatIsNotKnownDoes() {
        done(ranged(1, 10), CopyRun.Written.NOTHING);
        assertThat(checked(ranged(5, 20)).note()).isEmpty();
        done(ranged(5, 20), CopyRun.Written.NOT_KNOWN);
        assertThatThrownBy(() -> checked(ranged(6, 30))).hasMessageContaining("n from 6 to 20");

        CopyRequest rerun = ranged(5, 20).repeating(Repetition.REPLACE_ROWS);
        done(rerun, CopyRun.Written.NOTHING);
        assertThat(checked(ranged(6, 30)).note())
                .as("the rerun has taken the rows out and found none")
                .isEmpty();
    }

    @Test
    void aKeyWhoseRowsWereReplacedIsComparedWithOthers() {
        done(ranged(1, 10));
        done(replacing("ranged", 0, 0));
        done(ranged(8, 20));
        assertThatThrownBy(() -> checked(ranged(1, 10))).hasMessageContaining("n from 8 to 10");
    }

    @Test
    void schedulesAndRunsThatAddEachTimeAreSaidOnly() {
        done(ranged(1, 10));
        Map<String, List<String>> values = ranged(5, 20).parameters();
        assertThat(checked(CopyRequest.scheduled("ranged", Instant.EPOCH, values))
                        .note())
                .contains("n from 5 to 10 are in the target twice");
        done(CopyRequest.of("whole"));
        assertThat(checked(CopyRequest.of("whole")).note()).isEmpty();
        assertThat(overlaps.note(CopyRun.of(with("whole", Map.of("below", List.of("5"))), PLAN, clock()), PLAN))
                .contains("n before 5 are in the target twice", "without parameters");
    }

    @Test
    void keysThatAreThereAddNothing() {
        done(ranged(1, 10));
        done(ranged(5, 20).insisting());
        assertThat(checked(ranged(1, 10)).note()).isEmpty();
        assertThat(checked(keyed(1, 10, "with", Repetition.REPLACE_ROWS).insisting())
                        .note())
                .contains("twice");
        done(keyed(30, 40, "k", Repetition.NO_OP));
        assertThat(checked(keyed(35, 50, "k", Repetition.NO_OP)).note()).isEmpty();
        assertThat(checked(keyed(35, 50, "k", Repetition.REPLACE_ROWS)).note())
                .as("the rows of the key go")
                .isEmpty();
        assertThatThrownBy(() -> checked(keyed(15, 50, "k", Repetition.REPLACE_ROWS)))
                .hasMessageContaining("start=5, stop=20");
    }

    @Test
    void rowsThatAreGoneMayBeAddedAgain() {
        done(ranged(1, 10));
        done(replacing("ranged", 0, 0));
        assertThat(checked(ranged(5, 20)).note()).as("replaced").isEmpty();

        done(ranged(5, 20));
        history.forgetKeys("ranged", "added", number - 1);
        assertThat(checked(ranged(6, 30)).note()).as("rolled back").isEmpty();

        done(ranged(6, 30));
        assertThatThrownBy(() -> checked(ranged(7, 40))).hasMessageContaining("n from 7 to 30");
        changed(RowChange.Kind.DELETE, "raw > 20");
        assertThat(checked(ranged(7, 40)).note()).as("some were deleted").contains("may be in the target twice");
        changed(RowChange.Kind.TRUNCATE, "");
        assertThat(checked(ranged(7, 40)).note()).as("truncated").isEmpty();

        done(ranged(7, 40));
        history.forgetKeys("added");
        assertThat(checked(ranged(8, 50)).note()).as("made anew").isEmpty();
    }

    @Test
    void rowsThatARunHasReplacedTheOthersWithAreNotAddedAgain() {
        done(ranged(1, 10));
        CopyRun replacing = done(replacing("ranged", 30, 40));
        assertThatThrownBy(() -> checked(ranged(35, 50)))
                .hasMessageContaining("the run " + replacing.id())
                .hasMessageContaining("with start=30, stop=40 takes those with n from 35 to 40, too");
        assertThatThrownBy(() -> checked(ranged(30, 40))).hasMessageContaining("n from 30 to 40");
        assertThat(checked(ranged(40, 50)).note()).contains("n = 40 may be in the target twice");
        assertThat(checked(ranged(1, 20)).note()).as("of the run before it").isEmpty();
        assertThat(checked(replacing("ranged", 35, 50)).note())
                .as("it replaces them")
                .isEmpty();
        done(ranged(41, 50));
        assertThatThrownBy(() -> checked(ranged(38, 39))).hasMessageContaining(replacing.id());

        changed(RowChange.Kind.TRUNCATE, "");
        assertThat(checked(ranged(35, 50)).note()).isEmpty();
        done(replacing("ranged", 30, 40), CopyRun.Written.NOTHING);
        assertThat(checked(ranged(35, 50)).note()).isEmpty();
    }

    @Test
    void rowsThatAnotherCopyHasReplacedTheOthersWithAreNotAddedAgain() {
        CopyRun whole = done(with("whole", Map.of("below", List.of("20")), Mode.REPLACE));
        assertThatThrownBy(() -> checked(ranged(15, 30)))
                .hasMessageContaining("the run " + whole.id() + " of the copy 'whole' of ")
                .hasMessageContaining("with below=20 takes those with n from 15 before 20, too");
        assertThat(checked(ranged(20, 30)).note()).isEmpty();
        assertThat(checked(with("sampled", Map.of("below", List.of("5")))).note())
                .as("another query, of which nobody knows what it shares with the first")
                .isEmpty();
    }

    @Test
    void whileARunIsGoingToReplaceThemRowsAreNotSurelyThere() {
        done(ranged(1, 10));
        CopyRun replacing = CopyRun.of(replacing("ranged", 30, 40), PLAN, clock());
        history.add(replacing);
        nowMillis += 1_000;
        assertThat(checked(ranged(5, 20)).note()).contains("n from 5 to 10 may be in the target twice");
        assertThatThrownBy(() -> checked(ranged(35, 36))).hasMessageContaining(replacing.id());
        history.save(replacing.trying(nowMillis).cancelled(nowMillis));
        assertThatThrownBy(() -> checked(ranged(5, 20))).hasMessageContaining("n from 5 to 10");
        assertThat(checked(ranged(35, 36)).note()).isEmpty();
    }

    @Test
    void aTargetThatKeepsOneOfThemTakesBoth() {
        done(with("merged", Map.of("below", List.of("10"))));
        assertThat(checked(with("merged", Map.of("below", List.of("20")))).note())
                .isEmpty();
    }

    private void changed(RowChange.Kind kind, String condition) {
        nowMillis += 1_000;
        changes.save(new RowChange(
                kind + "-" + nowMillis,
                kind,
                "added",
                condition,
                RowChange.Source.NONE,
                io.pipit.batch.mutate.MutateSpec.Views.KEEP,
                RowChange.State.DONE,
                new RowChange.Result(0, 0, 0, "", ""),
                "",
                "",
                nowMillis,
                nowMillis,
                nowMillis));
    }

    private CopyRun done(CopyRequest request) {
        return done(request, new CopyRun.Written(7, 70));
    }

    private CopyRun done(CopyRequest request, CopyRun.Written written) {
        CopyRun run = CopyRun.of(request, PLAN, clock());
        history.add(run);
        CopyRun done = run.trying(nowMillis).done(++number, written, "", "", nowMillis);
        history.save(done);
        nowMillis += 1_000;
        return done;
    }

    private CopyRun checked(CopyRequest request) {
        return overlaps.checked(CopyRun.of(request, PLAN, clock()), request, PLAN);
    }

    private Clock clock() {
        return Clock.fixed(Instant.ofEpochMilli(nowMillis), java.time.ZoneOffset.UTC);
    }

    private static CopyRequest ranged(int start, int stop) {
        return with("ranged", Map.of("start", List.of("" + start), "stop", List.of("" + stop)));
    }

    private static CopyRequest keyed(int start, int stop, String key, Repetition repetition) {
        return ranged(start, stop).under(Optional.of(key)).repeating(repetition);
    }

    private static CopyRequest replacing(String pipe, int start, int stop) {
        return with(pipe, ranged(start, stop).parameters(), Mode.REPLACE);
    }

    private static CopyRequest under(String pipe, String key) {
        return with(pipe, Map.of("below", List.of("10"))).under(Optional.of(key));
    }

    private static CopyRequest with(String pipe, Map<String, List<String>> parameters) {
        return CopyRequest.of(pipe, parameters);
    }

    private static CopyRequest with(String pipe, Map<String, List<String>> parameters, Mode mode) {
        return CopyRequest.of(pipe, parameters).in(Optional.of(mode));
    }

    private static Plan plan() {
        Map<String, String> project = new TreeMap<>(CopyProject.TEXTS);
        project.put("copies/ranged.pipe", copy("n BETWEEN {{ Int64(start) }} AND {{ Int64(stop) }}", "added"));
        project.put("copies/whole.pipe", copy("n < {{ Int64(below, 1000) }}", "added"));
        project.put("copies/merged.pipe", copy("n < {{ Int64(below) }}", "newest"));
        project.put("copies/sampled.pipe", copy("n < {{ Int64(below) }} AND rand() % 2 = 0", "added"));
        project.put("copies/late.pipe", copy("n < {{ Int64(below) }} AND n < toUnixTimestamp(now())", "added"));
        project.put(
                "copies/grouped.pipe",
                copy("n < {{ Int64(below) }} GROUP BY user", "added").replace("toUInt64(n)", "count()"));
        project.put(
                "datasources/newest.datasource",
                project.get("datasources/added.datasource").replace("MergeTree", "ReplacingMergeTree"));
        return JobsStack.compile(ProjectFiles.of(project));
    }

    private static String copy(String where, String target) {
        return "NODE n\nSQL >\n    %\n    SELECT user, toUInt64(n) AS raw FROM events WHERE " + where
                + "\n\nTYPE copy\nTARGET_DATASOURCE " + target + "\n";
    }
}
