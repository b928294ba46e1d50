package io.pipit.jobs.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.Feed;
import io.pipit.core.block.PositionVector;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.LakeFixture;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.project.CopyPlan.Mode;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectFiles;
import io.pipit.jobs.JobsStack;
import io.pipit.jobs.mutation.ChangeStore;
import io.pipit.jobs.mutation.ChangedTargets;
import io.pipit.jobs.store.JobsDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has no history compares a run with those whose keys the target remembers. */
class TargetRunsTest {
    private static final Plan PLAN = plan();
    private static final String FEED = Feed.copy("ranged");

    @TempDir
    Path folder;

    private LakeFixture fixture;
    private JobsDatabase database;
    private LakeTable target;
    private Overlaps overlaps;

    @BeforeEach
    void open() {
        fixture = new LakeFixture(folder);
        database = JobsDatabase.open(JobsStack.h2(folder.resolve("jobs")), "sa", "");
        target = fixture.lake.ensure(PLAN.table("added").orElseThrow());
        overlaps = Overlaps.inTargets(fixture.lake);
    }

    @AfterEach
    void close() {
        database.close();
        fixture.close();
    }

    @Test
    void rowsThatARunAddedAreNotAddedAgain() {
        assertThat(checked(ranged("10")).note()).isEmpty();
        committed(FEED, key(ranged("10")));
        assertThatThrownBy(() -> checked(ranged("20")))
                .hasMessageContaining("an earlier run with until=10 takes those with n before 10, too");
        assertThat(checked(ranged("20").insisting()).note()).contains("n before 10 are in the target twice");
        assertThat(checked(ranged("10")).note()).as("nothing is added").isEmpty();
    }

    @Test
    void serversFindARunThatHasReplacedAllRowsWithoutThem() {
        RunHistory history = new RunHistory(database);
        Overlaps ofServer = new Overlaps(
                new HistoryRuns(history, new ChangedTargets(new ChangeStore(database)), new TargetRuns(fixture.lake)));
        replaced("ranged", "until=10");
        assertThatThrownBy(() -> ofServer.checked(run(ranged("20")), ranged("20"), PLAN))
                .hasMessageContaining("a run that the history of this server does not have with until=10");
        CopyRun own = run(ranged("10").in(Optional.of(Mode.REPLACE)));
        history.add(own);
        history.save(own.done(1, new CopyRun.Written(7, 70), "", "", 1));
        assertThatThrownBy(() -> ofServer.checked(run(ranged("20")), ranged("20"), PLAN))
                .hasMessageContaining("the run " + own.id());
    }

    @Test
    void runsThatFoundNoRowsDoNotCount() {
        commit(coverage -> coverage.withCopy(
                FEED,
                CopyCoverage.following(null, "empty", key(ranged("10")), PositionVector.START, 1)
                        .wrote(0, 0)));
        assertThat(checked(ranged("20")).note()).isEmpty();
    }

    @Test
    void parametersOfGivenKeysAreNotKnown() {
        committed(FEED, key(ranged("10").under(Optional.of("until=10"))));
        assertThat(checked(ranged("20")).note()).isEmpty();
    }

    @Test
    void runsWhoseRowsWereReplacedDoNotCount() {
        committed(FEED, key(ranged("10")));
        commit(coverage -> {
            CopyCoverage next =
                    CopyCoverage.following(coverage.copies().get(FEED), "replacing", "", PositionVector.START, 1);
            return coverage.withCopy(FEED, next.with(next.number()));
        });
        assertThat(checked(ranged("20")).note()).isEmpty();
    }

    @Test
    void rowsThatAReplacingRunPutThereAreNotAddedAgain() {
        replaced("ranged", "until=10");
        assertThatThrownBy(() -> checked(ranged("20")))
                .hasMessageContaining("an earlier run with until=10 takes those with n before 10, too");
        assertThatThrownBy(() -> checked(ranged("10"))).hasMessageContaining("an earlier run with until=10");
        CopyRequest later = CopyRequest.of("ranged", Map.of("until", List.of("20"), "since", List.of("10")));
        assertThat(checked(later).note()).isEmpty();

        replaced("alike", "until=5");
        assertThatThrownBy(() -> checked(ranged("20")))
                .hasMessageContaining(
                        "an earlier run of the copy 'alike' with until=5 takes those with n before 5, too");
        committed(Feed.change("added"), "");
        assertThat(checked(ranged("20")).note()).contains("n before 5 may be in the target twice");
    }

    /** As the commit of such a run leaves the coverage. */
    private void replaced(String pipe, String parameters) {
        commit(coverage -> {
            Coverage left = coverage;
            for (Map.Entry<String, CopyCoverage> copy : coverage.copies().entrySet()) {
                left = left.withCopy(
                        copy.getKey(), copy.getValue().without(copy.getValue().number()));
            }
            String feed = Feed.copy(pipe);
            return left.withCopy(
                    feed,
                    CopyCoverage.following(left.copies().get(feed), "over " + parameters, "", PositionVector.START, 1)
                            .replacing(parameters));
        });
    }

    @Test
    void whereOthersChangedTheTargetItIsSaidOnly() {
        committed(FEED, key(ranged("10")));
        committed(Feed.change("added"), "");
        assertThat(checked(ranged("20")).note()).contains("n before 10 may be in the target twice");
    }

    /** A server has those of its history, and finds the others in the target. */
    @Test
    void serversFindRunsThatWereSubmittedWithoutThem() {
        RunHistory history = new RunHistory(database);
        Overlaps ofServer = new Overlaps(
                new HistoryRuns(history, new ChangedTargets(new ChangeStore(database)), new TargetRuns(fixture.lake)));
        CopyRequest asked = ranged("20");
        CopyRun own = run(ranged("5"));
        history.add(own);
        committed(FEED, own.runKey());
        history.save(own.done(1, new CopyRun.Written(7, 70), "", "", 1));
        committed(FEED, key(ranged("10")));

        assertThatThrownBy(() -> ofServer.checked(run(ranged("7")), ranged("7"), PLAN))
                .hasMessageContaining("the run " + own.id());
        CopyRequest other = CopyRequest.of("ranged", Map.of("until", List.of("20"), "since", List.of("6")));
        assertThatThrownBy(() -> ofServer.checked(run(other), other, PLAN))
                .hasMessageContaining(
                        "a run that the history of this server does not have with until=10 takes those with n from 6 before 10, too");
        CopyRun insisted = ofServer.checked(run(other), other.insisting(), PLAN);
        assertThat(insisted.note()).contains("n from 6 before 10 are in the target twice");
        commit(coverage -> coverage.withCopy(
                FEED,
                CopyCoverage.following(
                        coverage.copies().get(FEED), insisted.id(), insisted.runKey(), PositionVector.START, 1)));
        assertThat(ofServer.note(insisted, PLAN))
                .as("what is said when it has committed")
                .isEqualTo(insisted.note());
        assertThat(ofServer.checked(run(ranged("10")), ranged("10"), PLAN).note())
                .as("nothing is added")
                .isEmpty();
        assertThat(ofServer.checked(run(asked), asked.insisting(), PLAN).note())
                .contains("n before 5 are in the target twice: the run " + own.id());
    }

    private void committed(String feed, String key) {
        commit(coverage -> coverage.withCopy(
                feed,
                CopyCoverage.following(coverage.copies().get(feed), "run of " + key, key, PositionVector.START, 1)));
    }

    private void commit(UnaryOperator<Coverage> change) {
        target.commit(
                new LakeTable.TableChange(List.of(), List.of(), LakeTable.CoveragePlan.set(change), "copy:ranged"));
    }

    private CopyRun checked(CopyRequest request) {
        return overlaps.checked(run(request), request, PLAN);
    }

    private static String key(CopyRequest request) {
        return run(request).runKey();
    }

    private static CopyRun run(CopyRequest request) {
        return CopyRun.of(request, PLAN, Clock.systemUTC());
    }

    private static CopyRequest ranged(String until) {
        return CopyRequest.of("ranged", Map.of("until", List.of(until)));
    }

    private static Plan plan() {
        Map<String, String> project = new TreeMap<>(CopyProject.TEXTS);
        project.put("copies/alike.pipe", """
                NODE alike
                SQL >
                    %
                    SELECT user, toUInt64(n) AS raw FROM events WHERE n < {{ Int64(until) }}

                TYPE copy
                TARGET_DATASOURCE added
                COPY_MODE replace
                """);
        project.put("copies/ranged.pipe", """
                NODE ranged
                SQL >
                    %
                    SELECT user, toUInt64(n) AS raw FROM events WHERE n < {{ Int64(until) }}
                    {% if defined(since) %} AND n >= {{ Int64(since) }} {% end %}

                TYPE copy
                TARGET_DATASOURCE added
                """);
        return JobsStack.compile(ProjectFiles.of(project));
    }
}
