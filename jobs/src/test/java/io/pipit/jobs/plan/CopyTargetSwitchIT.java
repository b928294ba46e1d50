package io.pipit.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipit.batch.copy.Repetition;
import io.pipit.core.project.CopyPlan;
import io.pipit.jobs.copy.CopyProject;
import io.pipit.jobs.copy.CopyRequest;
import io.pipit.jobs.flink.Await;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Targets of copies that are laid out anew: what was copied stays, without another run. */
class CopyTargetSwitchIT extends SwitchTestBase {
    private static final String TOTALS = "datasources/totals.datasource";
    private static final String ADDED = "datasources/added.datasource";
    private static final String SNAPSHOT = "datasources/snapshot.datasource";
    private static final String BY_THE_USER = "ENGINE_SORTING_KEY \"user\"";

    @BeforeEach
    void start() {
        project.putAll(CopyProject.WITH_FOLLOWERS);
        project.keySet().removeAll(List.of("copies/fail.pipe", "copies/endless.pipe"));
        edit(ADDED, "MergeTree", "ReplacingMergeTree");
        edit(ADDED, "`raw` UInt64", "`raw` UInt64,\n    `note` String");
        edit("copies/add.pipe", "count() AS raw", "count() AS raw, 'n' AS note");
        start(Long.MAX_VALUE);
    }

    @Test
    void whatACopyReplacesStaysUntilItsNextRun() {
        done(CopyRequest.of("take"));
        edit(TOTALS, ",\n    `viewed` UInt64", "");
        edit(TOTALS, BY_THE_USER, "ENGINE_SORTING_KEY \"raw, user\"");
        edit("copies/take.pipe", ", v.viewed AS viewed", "");
        stack.apply(project);
        assertTotals();
        assertThat(stack.lake.find("totals").orElseThrow().columns()).doesNotContain("viewed");

        edit(TOTALS, "`raw` UInt64", "`raw` Float64,\n    `more` String DEFAULT 'x'");
        edit(TOTALS, "MergeTree", "ReplacingMergeTree");
        edit(TOTALS, "\"raw, user\"", "\"user\"");
        stack.apply(project);
        assertTotals();
        assertThat(stack.number("totals", "count(*) FILTER (more = 'x')")).isEqualTo(7);

        edit(TOTALS, "ReplacingMergeTree", "MergeTree");
        edit(TOTALS, BY_THE_USER, "ENGINE_SORTING_KEY \"more\"");
        stack.apply(project);
        assertTotals();
        done(CopyRequest.of("take"));
        assertTotals();
    }

    private void assertTotals() {
        assertThat(stack.number("totals", "count(*)")).isEqualTo(7);
        assertThat(stack.number("totals", "sum(raw)::BIGINT")).isEqualTo(70);
    }

    @Test
    void aRunThatIsRepeatedReplacesTheRowsThatWereCarriedOver() {
        done(keyed("u3", Repetition.NO_OP));
        done(keyed("u4", Repetition.NO_OP));
        edit(ADDED, BY_THE_USER, "ENGINE_SORTING_KEY \"note, user, raw\"");
        assertThat(stack.changes(project)).singleElement().satisfies(change -> {
            assertThat(change.how()).startsWith("its rows are laid out anew beside it");
            assertThat(change.rows()).isEqualTo(2);
            assertThat(change.breaks()).containsExactly("rows that its former engine has made one of stay one row");
        });
        stack.apply(project);
        assertThat(stack.number("added", "sum(raw)::BIGINT")).isEqualTo(20);
        assertThat(done(keyed("u3", Repetition.NO_OP)).rows()).isZero();

        edit(ADDED, "`raw` UInt64,\n    `note` String", "`raw` UInt32");
        edit(ADDED, "\"note, user, raw\"", "\"raw, user\"");
        edit("copies/add.pipe", ", 'n' AS note", "");
        stack.apply(project);
        assertThat(stack.number("added", "sum(raw)::BIGINT")).isEqualTo(20);
        stack.send("events", "SELECT 'u3' AS \"user\", 70::BIGINT AS n");
        Await.until("one event more", () -> hits() == 71);
        assertThat(done(keyed("u3", Repetition.REPLACE_ROWS)).rows()).isEqualTo(1);
        assertThat(stack.number("added", "sum(raw) FILTER (\"user\" = 'u3')::BIGINT"))
                .isEqualTo(11);
        assertThat(stack.number("added", "count(*)")).isEqualTo(2);
    }

    @Test
    void viewsGoOnAndThoseThatReadWhatChangedAreMadeAnew() {
        done(snap("14"));
        edit(SNAPSHOT, "`n` Int64", "`n` Float64");
        edit(SNAPSHOT, BY_THE_USER, "ENGINE_SORTING_KEY \"n\"");
        edit("datasources/loud.datasource", "`n` Int64", "`n` Float64");
        edit("copies/snap.pipe", "SELECT user, n FROM", "SELECT user, toFloat64(n) AS n FROM");
        edit("datasources/sums.datasource", "Int64", "Float64");
        stack.apply(project);
        assertFollowed(14, 91);

        done(snap("7"));
        assertFollowed(21, 112);
    }

    /** What views make is made of the runs, not of the one row that a key has in the target. */
    @Test
    void viewsOfATargetThatMergesRowsAreMadeAnewOfTheRunsThatAreThere() {
        edit(SNAPSHOT, "MergeTree", "ReplacingMergeTree");
        stack.apply(project);
        done(snap("14"));
        done(snap("7"));
        edit("materializations/louder.pipe", "upper(user)", "lower(user)");
        stack.apply(project);
        assertThat(stack.number("snapshot", "count(*)"))
                .as("a row for each user")
                .isEqualTo(7);
        assertThat(stack.number("loud", "count(*) FILTER (WHERE \"user\" LIKE 'u%')"))
                .isEqualTo(21);
        assertThat(stack.number("loud", "sum(n)::BIGINT")).isEqualTo(112);

        done(CopyRequest.of("snap"));
        edit("materializations/louder.pipe", "lower(user)", "concat('x', user)");
        stack.apply(project);
        assertThat(stack.number("loud", "count(*) FILTER (WHERE \"user\" LIKE 'xu%')"))
                .as("the last run has no key")
                .isEqualTo(91);

        done(snap("3"));
        edit("materializations/louder.pipe", "concat('x', user)", "concat('y', user)");
        assertThatThrownBy(() -> stack.apply(project))
                .as("compaction may have made fewer of the rows of the run before")
                .hasMessageContaining("copies have appended, which no log has");
        assertThat(stack.number("loud", "count(*) FILTER (WHERE \"user\" LIKE 'xu%')"))
                .isEqualTo(94);

        done(CopyRequest.of("snap").in(Optional.of(CopyPlan.Mode.REPLACE)));
        stack.apply(project);
        assertThat(stack.number("loud", "count(*) FILTER (WHERE \"user\" LIKE 'yu%')"))
                .isEqualTo(70);
    }

    private void assertFollowed(int rows, int sum) {
        assertThat(stack.number("snapshot", "count(*)")).isEqualTo(rows);
        assertThat(stack.number("loud", "count(*)")).isEqualTo(rows);
        assertThat(stack.number("loud", "sum(n)::BIGINT")).isEqualTo(sum);
        assertThat(stack.number("sums", "sum(total)::BIGINT")).isEqualTo(sum);
        Await.until("both ways", () -> stack.number("all_users", "count(*)") == 70 + rows);
    }

    private static CopyRequest snap(String below) {
        return CopyRequest.of("snap", Map.of("below", List.of(below))).insisting();
    }

    private static CopyRequest keyed(String user, Repetition repetition) {
        return CopyRequest.of("add", Map.of("user", List.of(user)))
                .under(Optional.of("run-" + user))
                .repeating(repetition);
    }
}
