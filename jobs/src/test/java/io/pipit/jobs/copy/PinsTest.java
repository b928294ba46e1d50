package io.pipit.jobs.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.PositionVector;
import io.pipit.core.lake.LakeFixture;
import io.pipit.core.lake.LakeTable;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectFiles;
import io.pipit.jobs.JobsStack;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a later try finds of the snapshots of an earlier one. */
class PinsTest {
    private static final Plan PLAN = JobsStack.compile(ProjectFiles.of(CopyProject.TEXTS));
    private static final Set<String> TABLES = Set.of("events", "totals", "added");

    @TempDir
    Path folder;

    private LakeFixture fixture;

    @BeforeEach
    void open() {
        fixture = new LakeFixture(folder);
        TABLES.forEach(name -> fixture.lake.ensure(PLAN.table(name).orElseThrow()));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aLaterTryReadsTheSameSnapshots() {
        assertThat(found()).as("nothing is known of the first try").isEmpty();
        long events = committed("events");
        long totals = committed("totals");
        Pins.set(fixture.lake, "run", edge(Map.of("events", events, "totals", totals, "added", -1L)), Optional.empty());
        committed("events");

        assertThat(found()).isEqualTo(Map.of("events", events, "totals", totals, "added", -1L));
        Pins.remove(fixture.lake, "run", TABLES);
        assertThat(found()).isEmpty();
    }

    /** What has no tag is not an empty table: its try died before it came to it, or it is one that the query did not read then. */
    @Test
    void aTableThatWasNotReachedIsNotTakenForAnEmptyOne() {
        long events = committed("events");
        committed("totals");
        Pins.set(fixture.lake, "run", edge(Map.of("events", events, "added", -1L)), Optional.empty());

        assertThat(found()).isEmpty();
    }

    private Map<String, Long> found() {
        Map<String, Long> found = new java.util.TreeMap<>();
        Pins.find(fixture.lake, "run", TABLES).forEach((table, state) -> found.put(table, state.snapshotId()));
        return found;
    }

    private static Edge edge(Map<String, Long> snapshots) {
        return new Edge(snapshots, PositionVector.START);
    }

    private long committed(String name) {
        LakeTable table = fixture.lake.find(name).orElseThrow();
        return table.commit(new LakeTable.TableChange(
                        List.of(), List.of(), LakeTable.CoveragePlan.set(UnaryOperator.identity()), "test"))
                .state()
                .snapshotId();
    }
}
