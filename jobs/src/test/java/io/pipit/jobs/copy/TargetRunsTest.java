package io.pipit.jobs.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.core.block.Feed;
import io.pipit.core.block.PositionVector;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.LakeFixture;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectFiles;
import io.pipit.jobs.JobsStack;
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
    private LakeTable target;
    private Overlaps overlaps;

    @BeforeEach
    void open() {
        fixture = new LakeFixture(folder);
        target = fixture.lake.ensure(PLAN.table("added").orElseThrow());
        overlaps = Overlaps.inTargets(fixture.lake);
    }

    @AfterEach
    void close() {
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
    void whereOthersChangedTheTargetItIsSaidOnly() {
        committed(FEED, key(ranged("10")));
        committed(Feed.change("added"), "");
        assertThat(checked(ranged("20")).note()).contains("n before 10 may be in the target twice");
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
        project.put("copies/ranged.pipe", """
                NODE ranged
                SQL >
                    %
                    SELECT user, toUInt64(n) AS raw FROM events WHERE n < {{ Int64(until) }}

                TYPE copy
                TARGET_DATASOURCE added
                """);
        return JobsStack.compile(ProjectFiles.of(project));
    }
}
