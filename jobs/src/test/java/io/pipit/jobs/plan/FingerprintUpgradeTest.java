package io.pipit.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Tables that an earlier version has made go on: what it noted with them, or what was written then, is the same. */
class FingerprintUpgradeTest {
    private static final Map<String, String> TEXTS = Map.of(
            "datasources/events.datasource",
            """
                    SCHEMA >
                        `e` Enum8('b' = 2, 'a' = 1) `json:$.e`,
                        `l` Array(Enum8('q' = 2, 'p' = 1)) `json:$.l[:]`,
                        `n` Int64 `json:$.n`

                    ENGINE "MergeTree"
                    ENGINE_SORTING_KEY "e"
                    """,
            "datasources/by_e.datasource",
            """
                    SCHEMA >
                        `e` Enum8('b' = 2, 'a' = 1),
                        `number` Int16,
                        `l` SimpleAggregateFunction(any, Array(Enum8('q' = 2, 'p' = 1))),
                        `s` SimpleAggregateFunction(sum, Int64)

                    ENGINE "AggregatingMergeTree"
                    ENGINE_SORTING_KEY "e, number"
                    """,
            "materializations/to_by_e.pipe",
            """
                    NODE to_by_e
                    SQL >
                        SELECT e, toInt16(e) AS number, any(l) AS l, sum(n) AS s FROM events WHERE e >= 'a' GROUP BY e, number

                    TYPE materialized
                    DATASOURCE by_e
                    """);

    /** As the versions before noted it: enumerations as they were written, in types and in the SQL of the view. */
    private static final String NOTED = """
            {"layout": "08613474ae8d3fa2", "columns": {"e": "Enum8('b' = 2, 'a' = 1)", "l": "SimpleAggregateFunction(any, Array(Enum8('q' = 2, 'p' = 1)))",
            "number": "Int16", "s": "SimpleAggregateFunction(sum, Int64)"},
            "views": {"view:to_by_e.to_by_e": "de0d2264e1a002b1"}, "engine": "AGGREGATING"}
            """;

    @Test
    void enumerationsThatWereNotedInTheOrderWrittenAreTheSame() {
        Fingerprint now = of(TEXTS);
        Fingerprint before = Fingerprint.parse(NOTED).orElseThrow();

        assertThat(before.difference(now)).isEqualTo("nothing has changed");
        assertThat(before.keeps(now)).isTrue();
        assertThat(before.views()).isEqualTo(now.views());
        assertThat(before.layout()).isEqualTo(now.layout());
        assertThat(before.followedBy(now)).isEqualTo(now);
    }

    @Test
    void whatIsTranslatedOtherwiseIsTheSameAsLongAsItIsWrittenSo() {
        Fingerprint now = of(TEXTS);
        Fingerprint before =
                Fingerprint.parse(translatedOtherwise(now).toText()).orElseThrow();

        assertThat(before.keeps(now)).isTrue();
        assertThat(before.sameLayout(now)).isTrue();
        assertThat(before.followedBy(now)).isEqualTo(now);
        Fingerprint changed = of(changed("n) AS s", "n + 1) AS s"));
        assertThat(before.keeps(changed)).isFalse();
        assertThat(before.difference(changed)).isEqualTo("the SQL of view:to_by_e.to_by_e has changed");
        Fingerprint goneMeanwhile = before.without(feed -> false);
        assertThat(goneMeanwhile.keeps(now)).isFalse();
    }

    @Test
    void withoutItsTextTheFilesOfTheVersionThatMadeItTell() {
        Fingerprint now = of(TEXTS);
        Fingerprint other = translatedOtherwise(now);
        Fingerprint before = new Fingerprint(other.layout(), other.columns(), other.views(), other.engine(), null);
        assertThat(before.translatedOnly()).isTrue();
        assertThat(before.keeps(now)).isFalse();

        MadeBy same = new MadeBy(() -> Optional.of(plan(TEXTS)));
        assertThat(same.complete(before, "by_e", now).keeps(now)).isTrue();
        Map<String, String> edited = changed("n) AS s", "n + 1) AS s");
        assertThat(same.complete(before, "by_e", of(edited)).keeps(of(edited))).isFalse();
        MadeBy nobody = new MadeBy(Optional::empty);
        assertThat(nobody.complete(before, "by_e", now).keeps(now)).isFalse();
        MadeBy widened = new MadeBy(() -> Optional.of(plan(changed("`number` Int16", "`number` Int32"))));
        assertThat(widened.complete(before, "by_e", now).keeps(now))
                .as("another version's table")
                .isFalse();
    }

    private static Fingerprint translatedOtherwise(Fingerprint now) {
        SortedMap<String, String> views = new TreeMap<>(now.views());
        views.replaceAll((feed, hash) -> "0123456789abcdef");
        return new Fingerprint("fedcba9876543210", now.columns(), views, now.engine(), now.written());
    }

    private static Map<String, String> changed(String piece, String other) {
        Map<String, String> texts = new TreeMap<>(TEXTS);
        texts.replaceAll((file, text) -> text.replace(piece, other));
        assertThat(texts).isNotEqualTo(TEXTS);
        return texts;
    }

    private static Fingerprint of(Map<String, String> texts) {
        Plan plan = plan(texts);
        return Fingerprint.of(plan.table("by_e").orElseThrow(), plan);
    }

    private static Plan plan(Map<String, String> texts) {
        return new ProjectCompiler().compile(ProjectFiles.of(texts)).plan().orElseThrow();
    }
}
