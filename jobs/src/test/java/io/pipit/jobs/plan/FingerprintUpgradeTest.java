package io.pipit.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tables that an earlier version has made go on: what it noted with them is the same. */
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
        Plan plan = new ProjectCompiler().compile(ProjectFiles.of(TEXTS)).plan().orElseThrow();
        Fingerprint now = Fingerprint.of(plan.table("by_e").orElseThrow(), plan);
        Fingerprint before = Fingerprint.parse(NOTED).orElseThrow();

        assertThat(before.difference(now)).isEqualTo("nothing has changed");
        assertThat(before.keeps(now)).isTrue();
        assertThat(before).isEqualTo(now);
    }
}
