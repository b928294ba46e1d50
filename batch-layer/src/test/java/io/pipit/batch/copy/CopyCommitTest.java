package io.pipit.batch.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.batch.EngineBounds;
import io.pipit.core.block.Feed;
import io.pipit.core.block.LogPartition;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.lake.LakeTable.Decision;
import io.pipit.core.lake.LakeTable.Verdict;
import io.pipit.core.project.CopyPlan.Mode;
import io.pipit.core.project.ProjectFiles;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CopyCommitTest {
    private static final String FEED = Feed.copy("daily");
    private static final Coverage OTHERS = Coverage.EMPTY.withFeed(
            "view:v.n", new FeedCoverage(new TreeMap<>(Map.of(new LogPartition("topic", 0), 7L))));

    @Test
    void firstRunIsNumberOneAndLeavesOtherFeedsAlone() {
        Decision decision = decide(spec("a", "", Mode.APPEND), 1, OTHERS);

        assertThat(decision.verdict()).isEqualTo(Verdict.COMMIT);
        assertThat(decision.coverage().feeds()).isEqualTo(OTHERS.feeds());
        CopyCoverage held = decision.coverage().copies().get(FEED);
        assertThat(held.runId()).isEqualTo("a");
        assertThat(held.number()).isEqualTo(1);
        assertThat(held.edge().toText()).isEqualTo("topic:0=9");
        assertThat(held.committedAtMillis()).isEqualTo(123);
    }

    @Test
    void runIsCommittedOnceByItsId() {
        Coverage held = after(spec("a", "", Mode.REPLACE), 1, OTHERS);

        assertThat(decide(spec("a", "", Mode.REPLACE), 1, held).verdict()).isEqualTo(Verdict.ALREADY_DONE);
        assertThat(decide(spec("b", "", Mode.REPLACE), 2, held).verdict()).isEqualTo(Verdict.COMMIT);
    }

    @Test
    void runThatWasOvertakenIsAConflict() {
        Coverage held = after(spec("a", "", Mode.APPEND), 1, OTHERS);

        assertThat(decide(spec("b", "", Mode.APPEND), 1, held).verdict()).isEqualTo(Verdict.CONFLICT);
        assertThat(decide(spec("b", "", Mode.APPEND), 2, Coverage.EMPTY).verdict())
                .isEqualTo(Verdict.CONFLICT);
    }

    @Test
    void keyIsAppendedOnceHoweverManyRunsComeBetween() {
        Coverage held = OTHERS;
        for (int i = 1; i <= 5; i++) {
            held = after(spec("run" + i, "key" + i, Mode.APPEND), i, held);
        }

        assertThat(decide(spec("again", "key1", Mode.APPEND), 6, held).verdict())
                .isEqualTo(Verdict.ALREADY_DONE);
        assertThat(CopyCommit.done(spec("again", "key1", Mode.APPEND), held))
                .contains(CopyOutcome.Verdict.REPEATED_KEY);
        assertThat(decide(spec("again", "key1", Mode.REPLACE), 6, held).verdict())
                .isEqualTo(Verdict.COMMIT);
        assertThat(decide(spec("again", "key6", Mode.APPEND), 6, held).verdict())
                .isEqualTo(Verdict.COMMIT);
    }

    @Test
    void coverageRemembersTheNewestKeysOnly() {
        Coverage held = OTHERS;
        for (int i = 1; i <= CopyCoverage.REMEMBERED_KEYS + 3; i++) {
            held = after(spec("run" + i, "key" + i, Mode.APPEND), i, held);
        }

        CopyCoverage copies = held.copies().get(FEED);
        assertThat(copies.numbersByKey()).hasSize(CopyCoverage.REMEMBERED_KEYS);
        assertThat(copies.numberOf("key3")).isEmpty();
        assertThat(copies.numberOf("key4")).contains(4L);
    }

    private static Coverage after(CopySpec spec, long number, Coverage current) {
        Decision decision = decide(spec, number, current);
        assertThat(decision.verdict()).isEqualTo(Verdict.COMMIT);
        return decision.coverage();
    }

    private static Decision decide(CopySpec spec, long number, Coverage current) {
        return new CopyCommit(spec, number, 123).decide(current);
    }

    private static CopySpec spec(String runId, String runKey, Mode mode) {
        return new CopySpec(
                ProjectFiles.of(Map.of()),
                new LakeConfig("jdbc", "", "", Map.of()),
                "daily",
                Map.of(),
                mode,
                runId,
                runKey,
                Repetition.NO_OP,
                1,
                "topic:0=9",
                Map.of(),
                new EngineBounds(1, 1 << 20),
                1);
    }
}
