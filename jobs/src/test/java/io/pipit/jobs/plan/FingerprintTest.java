package io.pipit.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import io.pipit.jobs.copy.CopyProject;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    private static final String EVENTS = "datasources/events.datasource";
    private static final String HITS = "datasources/hits.datasource";
    private static final String BY_USER = "materializations/by_user.pipe";

    @Test
    void isTheSameForTheSameProjectAndSurvivesItsText() {
        Fingerprint hits = of("hits", CopyProject.TEXTS);

        assertThat(of("hits", CopyProject.TEXTS)).isEqualTo(hits);
        assertThat(Fingerprint.parse(hits.toText())).contains(hits);
        assertThat(Fingerprint.parse("")).isEmpty();
        assertThat(Fingerprint.parse("something else")).isEmpty();
        assertThat(hits.views()).containsOnlyKeys("view:by_user.by_user");
    }

    @Test
    void columnsMayComeButNotChangeOrGo() {
        Fingerprint events = of("events", CopyProject.TEXTS);
        String column = "`n` Int64 `json:$.n`";

        Fingerprint more = of("events", changed(EVENTS, column, column + ",\n    `m` Int64 `json:$.m`"));
        assertThat(events.keeps(more)).isTrue();
        assertThat(more.keeps(events)).isFalse();
        assertThat(more.difference(events)).isEqualTo("its column 'm' has gone");

        Fingerprint other = of("events", changed(EVENTS, column, "`n` UInt64 `json:$.n`"));
        assertThat(events.keeps(other)).isFalse();
        assertThat(events.difference(other)).isEqualTo("its column 'n' was Int64 and is UInt64");
    }

    @Test
    void layoutMayNotChange() {
        Fingerprint other = of("hits", changed(HITS, "SORTING_KEY \"user\"", "SORTING_KEY \"tuple()\""));

        assertThat(of("hits", CopyProject.TEXTS).keeps(other)).isFalse();
    }

    @Test
    void aViewThatHasGoneDoesNotSimplyComeBack() {
        Fingerprint hits = of("hits", CopyProject.TEXTS);
        Fingerprint alone = hits.without(feed -> false);

        assertThat(alone.without(feed -> false)).isEqualTo(alone);
        assertThat(alone.keeps(hits)).isFalse();
        assertThat(alone.gone(hits)).isTrue();
        assertThat(alone.difference(hits)).isEqualTo("view:by_user.by_user was not there for a while");
        assertThat(alone.neverGone()).isEqualTo(hits);
        assertThat(hits.gone(hits)).isFalse();
    }

    @Test
    void sqlOfAViewMayNotChange() {
        Fingerprint hits = of("hits", CopyProject.TEXTS);
        Fingerprint other = of("hits", changed(BY_USER, "FROM events", "FROM events WHERE n > 5"));

        assertThat(hits.keeps(other)).isFalse();
        assertThat(hits.difference(other)).isEqualTo("the SQL of view:by_user.by_user has changed");
    }

    @Test
    void columnsThatComeToTheTargetOfAViewAreNamed() {
        Fingerprint hits = of("hits", CopyProject.TEXTS);
        String column = "`hits` AggregateFunction(count)";
        String more = column + ",\n    `origin` SimpleAggregateFunction(any, String) DEFAULT 'web'";

        assertThat(hits.difference(of("hits", changed(HITS, column, more))))
                .isEqualTo("its column 'origin' is new, and view:by_user.by_user writes it");
        Fingerprint two = of(
                "hits", changed(HITS, column, more + ",\n    `again` SimpleAggregateFunction(any, String) DEFAULT ''"));
        assertThat(hits.difference(two))
                .isEqualTo("its columns 'again', 'origin' are new, and view:by_user.by_user writes them");
    }

    @Test
    void viewThatGoesLeavesItsRowsAndIsRememberedForTheDayItComesBackDifferent() {
        Fingerprint mixed = of("mixed", CopyProject.TEXTS);
        Map<String, String> without = new TreeMap<>(CopyProject.TEXTS);
        String live = without.remove("materializations/live.pipe");
        Fingerprint gone = of("mixed", without);

        assertThat(mixed.keeps(gone)).isTrue();
        Fingerprint kept = mixed.followedBy(gone);
        assertThat(kept.keeps(mixed)).isTrue();
        without.put("materializations/live.pipe", live.replace("'live'", "'alive'"));
        assertThat(kept.keeps(of("mixed", without))).isFalse();
    }

    private static Fingerprint of(String table, Map<String, String> texts) {
        ProjectCompiler.Compilation compiled = new ProjectCompiler().compile(ProjectFiles.of(texts));
        Plan plan = compiled.plan()
                .orElseThrow(() -> new AssertionError(compiled.problems().toString()));
        return Fingerprint.of(plan.table(table).orElseThrow(), plan);
    }

    private static Map<String, String> changed(String file, String old, String replacement) {
        Map<String, String> texts = new TreeMap<>(CopyProject.TEXTS);
        assertThat(texts.get(file)).contains(old);
        texts.put(file, texts.get(file).replace(old, replacement));
        return texts;
    }
}
