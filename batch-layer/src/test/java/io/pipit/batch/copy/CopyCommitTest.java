package io.pipit.batch.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.batch.EngineBounds;
import io.pipit.core.block.Feed;
import io.pipit.core.block.LogPartition;
import io.pipit.core.block.PositionVector;
import io.pipit.core.lake.CopyCoverage;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.LakeTable.Decision;
import io.pipit.core.lake.LakeTable.Verdict;
import io.pipit.core.project.CopyPlan.Mode;
import io.pipit.core.project.ProjectFiles;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CopyCommitTest {
    private static final String FEED = Feed.copy("daily");
    private static final Coverage OTHERS = Coverage.EMPTY.withFeed(
            "view:v.n", new FeedCoverage(new TreeMap<>(Map.of(new LogPartition("topic", 0), 7L))));

    private static final LakeFile FILE = new LakeFile("file", 7, 70, null, Map.of());

    @Test
    void firstRunIsNumberOneAndLeavesOtherFeedsAlone() {
        Decision decision = decide(spec("a", "", Mode.APPEND), OTHERS, OTHERS);

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
        Coverage held = after(spec("a", "", Mode.REPLACE), OTHERS);

        assertThat(decide(spec("a", "", Mode.REPLACE), OTHERS, held).verdict()).isEqualTo(Verdict.ALREADY_DONE);
        assertThat(decide(spec("b", "", Mode.REPLACE), held, held).verdict()).isEqualTo(Verdict.COMMIT);
    }

    @Test
    void runThatWasOvertakenIsAConflict() {
        Coverage held = after(spec("a", "", Mode.APPEND), OTHERS);

        assertThat(decide(spec("b", "", Mode.APPEND), OTHERS, held).verdict()).isEqualTo(Verdict.CONFLICT);
        assertThat(decide(spec("b", "", Mode.APPEND), held, Coverage.EMPTY).verdict())
                .isEqualTo(Verdict.CONFLICT);
    }

    @Test
    void keyIsAppendedOnceHoweverManyRunsComeBetween() {
        Coverage held = OTHERS;
        for (int i = 1; i <= 5; i++) {
            held = after(spec("run" + i, "key" + i, Mode.APPEND), held);
        }

        assertThat(decide(spec("again", "key1", Mode.APPEND), held, held).verdict())
                .isEqualTo(Verdict.ALREADY_DONE);
        assertThat(CopyCommit.done(spec("again", "key1", Mode.APPEND), held))
                .contains(CopyOutcome.Verdict.REPEATED_KEY);
        assertThat(decide(spec("again", "key1", Mode.REPLACE), held, held).verdict())
                .isEqualTo(Verdict.COMMIT);
        assertThat(decide(spec("again", "key6", Mode.APPEND), held, held).verdict())
                .isEqualTo(Verdict.COMMIT);
    }

    @Test
    void coverageRemembersTheNewestKeysOnly() {
        Coverage held = OTHERS;
        for (int i = 1; i <= CopyCoverage.REMEMBERED_KEYS + 3; i++) {
            held = after(spec("run" + i, "key" + i, Mode.APPEND), held);
        }

        CopyCoverage copies = held.copies().get(FEED);
        assertThat(copies.numbersByKey()).hasSize(CopyCoverage.REMEMBERED_KEYS);
        assertThat(copies.numberOf("key3")).isEmpty();
        assertThat(copies.numberOf("key4")).contains(4L);
    }

    /** The process died between its commit and its note, and others have run since: it adds nothing, whatever became of its rows. */
    @Test
    void aRunThatHasCommittedIsKnownByItsIdAfterOthersAndAfterItsRowsAreGone() {
        for (String key : List.of("key", "")) {
            CopySpec died = spec("died", key, Mode.APPEND);
            Coverage held = after(died, OTHERS, List.of(FILE));
            held = after(spec("replacing", "", Mode.REPLACE), held);
            for (int i = 0; i < 5; i++) {
                held = after(spec("later" + i, "later" + i, Mode.APPEND), held);
            }

            assertThat(decide(died, held, held).verdict()).isEqualTo(Verdict.ALREADY_DONE);
            assertThat(CopyCommit.done(died, held)).contains(CopyOutcome.Verdict.ALREADY_COMMITTED);
            CopyCoverage copies = held.copies().get(FEED);
            long number = copies.numberOfRun("died").orElseThrow();
            assertThat(number).isEqualTo(1);
            assertThat(copies.mayHaveRows(number)).isFalse();
            assertThat(copies.runs().get(number)).extracting("rows", "bytes").containsExactly(7L, 70L);
        }
    }

    @Test
    void keysCountNoMoreWhenTheirRowsAreReplacedButThoseOfFirings() {
        String firing = CopyCoverage.FIRING + "2026-01-01T00:00:00Z";
        Coverage held = after(spec("a", "key", Mode.APPEND), OTHERS);
        held = after(spec("b", firing, Mode.APPEND), held);
        held = after(spec("c", "", Mode.REPLACE), held);
        held = after(spec("d", "newer", Mode.APPEND), held);

        assertThat(decide(spec("again", "key", Mode.APPEND), held, held).verdict())
                .isEqualTo(Verdict.COMMIT);
        for (String key : List.of(firing, "newer")) {
            assertThat(CopyCommit.done(spec("again", key, Mode.APPEND), held))
                    .as(key)
                    .contains(CopyOutcome.Verdict.REPEATED_KEY);
        }
    }

    /** Who adds rows without asking a server has nothing else that tells which are there. */
    @Test
    void parametersOfARunThatHasReplacedAllRowsAreRememberedUntilTheseRowsAreGone() {
        CopySpec replacing = spec("a", "", Mode.REPLACE);
        Coverage held = after(with(Map.of("day", List.of("4", "x&y"), Batches.BY, List.of("n")), replacing), OTHERS);
        held = after(spec("b", "key", Mode.APPEND), held);
        assertThat(held.copies().get(FEED).replaced()).containsExactly(Map.entry("day=4&day=x%26y", 1L));
        assertThat(TemplateParameters.parse("day=4&day=x%26y").values())
                .containsExactly(Map.entry("day", List.of("4", "x&y")));

        Coverage byOther = after(of("other", "c", "", Mode.REPLACE), held);
        assertThat(byOther.copies().get(FEED).replaced()).isEmpty();
        assertThat(byOther.copies().get(Feed.copy("other")).replaced()).containsExactly(Map.entry("", 1L));

        held = after(spec("d", "", Mode.REPLACE), held);
        assertThat(held.copies().get(FEED).replaced()).containsExactly(Map.entry("", 3L));
    }

    private static CopySpec with(Map<String, List<String>> parameters, CopySpec spec) {
        return new CopySpec(
                spec.project(),
                spec.lake(),
                spec.pipe(),
                parameters,
                spec.mode(),
                spec.runId(),
                spec.runKey(),
                spec.repetition(),
                spec.runAtMicros(),
                spec.edge(),
                spec.snapshots(),
                spec.engine(),
                spec.parts());
    }

    @Test
    void keysOfOtherCopiesCountNoMoreWhenTheirRowsAreReplacedButThoseThatCameBeyondTheEdge() {
        Coverage edge = after(of("other", "a", "before", Mode.APPEND), OTHERS);
        Coverage now = after(of("other", "b", "beyond", Mode.APPEND), edge);
        now = after(of("third", "c", "third", Mode.APPEND), now);

        Coverage held = decide(spec("r", "", Mode.REPLACE), edge, now).coverage();

        assertThat(held.copies().get(Feed.copy("other")).numberOf("before")).isEmpty();
        assertThat(held.copies().get(Feed.copy("other")).numberOf("beyond")).contains(2L);
        assertThat(held.copies().get(Feed.copy("third")).numberOf("third")).contains(1L);
        assertThat(held.feeds()).isEqualTo(OTHERS.feeds());
    }

    /** An older version did not note ids, so that nobody knows whether the run that asks is the one that has committed. */
    @Test
    void keysOfAnOlderVersionCountAlsoWithoutRows() {
        CopyCoverage old = CopyCoverage.following(null, "a", "key", PositionVector.START, 1);
        Coverage held = after(spec("c", "", Mode.REPLACE), OTHERS.withCopy(FEED, old));

        assertThat(CopyCommit.done(spec("a", "key", Mode.APPEND), held)).contains(CopyOutcome.Verdict.REPEATED_KEY);
    }

    private static Coverage after(CopySpec spec, Coverage current) {
        return after(spec, current, List.of());
    }

    private static Coverage after(CopySpec spec, Coverage current, List<LakeFile> files) {
        Decision decision = new CopyCommit(spec, current, 123, files, Optional.empty()).decide(current);
        assertThat(decision.verdict()).isEqualTo(Verdict.COMMIT);
        return decision.coverage();
    }

    private static Decision decide(CopySpec spec, Coverage edge, Coverage current) {
        return new CopyCommit(spec, edge, 123, List.of(), Optional.empty()).decide(current);
    }

    private static CopySpec spec(String runId, String runKey, Mode mode) {
        return of("daily", runId, runKey, mode);
    }

    private static CopySpec of(String pipe, String runId, String runKey, Mode mode) {
        return new CopySpec(
                ProjectFiles.of(Map.of()),
                new LakeConfig("jdbc", "", "", Map.of()),
                pipe,
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
