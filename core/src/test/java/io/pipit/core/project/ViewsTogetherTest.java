package io.pipit.core.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** History is grouped without its blocks only where that surely gives what the rows of the blocks merge to. */
class ViewsTogetherTest {
    private static final String AGGREGATING =
            "`day` Date,\n    `n` AggregateFunction(count),\n    `most` SimpleAggregateFunction(max, Int32)";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT toDate(ts) AS day, countState() AS n, max(v) AS most FROM events GROUP BY day",
                "SELECT toDate(ts) AS day, countState() AS n, maxSimpleState(v) AS most FROM events WHERE v > 0 GROUP BY 1",
                "SELECT day, countState() AS n, max(w) AS most FROM (SELECT toDate(ts) AS day, v * 2 AS w FROM events WHERE k <> '') GROUP BY day",
                "SELECT toDate(ts) AS day, countState() AS n, max(v) AS most FROM events GROUP BY day, k ORDER BY day"
            })
    void groupsOfAllBlocks(String sql) {
        assertThat(together(AGGREGATING, "AggregatingMergeTree", sql)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Another aggregate than the column's, and one of several.
                "SELECT toDate(ts) AS day, countState() AS n, min(v) AS most FROM events GROUP BY day",
                "SELECT toDate(ts) AS day, countState() AS n, max(v) + min(v) AS most FROM events GROUP BY day",
                // A name that may stand for an aggregate.
                "SELECT toDate(ts) day, countState() n, max(v) most FROM events GROUP BY ALL",
                // Choices among the rows of a block.
                "SELECT toDate(ts) AS day, countState() AS n, max(v) AS most FROM events GROUP BY day HAVING count() > 1",
                "SELECT toDate(ts) AS day, countState() AS n, max(v) AS most FROM events GROUP BY day LIMIT 3",
                "SELECT toDate(ts) AS day, countState() AS n, max(v) AS most FROM (SELECT * FROM events LIMIT 1 BY k) GROUP BY day",
                "SELECT toDate(ts) AS day, countState() AS n, max(v) AS most FROM (SELECT DISTINCT ts, v FROM events) GROUP BY day",
                "SELECT day, countState() AS n, max(w) AS most FROM (SELECT toDate(ts) AS day, sum(v) AS w FROM events GROUP BY day, k) GROUP BY day",
                // Other rows, and the time of the block.
                "SELECT toDate(ts) AS day, countState() AS n, max(v) AS most FROM events WHERE ts < now() GROUP BY day",
                "SELECT toDate(ts) AS day, countState() AS n, max(v) AS most FROM events WHERE v IN (SELECT v FROM events) GROUP BY day",
                "SELECT toDate(ts) AS day, countState() AS n, max(v) AS most FROM events GROUP BY day WITH ROLLUP"
            })
    void groupsOfEachBlock(String sql) {
        assertThat(together(AGGREGATING, "AggregatingMergeTree", sql)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MergeTree", "ReplacingMergeTree", "AggregatingMergeTree"})
    void sumsMergeInSummingTablesOnly(String engine) {
        String sql = "SELECT toDate(ts) AS day, sum(v) AS total FROM events GROUP BY day";
        String columns = "`day` Date,\n    `total` Int64";
        assertThat(together(columns, engine, sql)).isFalse();
        assertThat(together(columns, "SummingMergeTree", sql)).isTrue();
        assertThat(together(columns, "SummingMergeTree", sql.replace("sum(v)", "toInt64(max(v))")))
                .isFalse();
    }

    private static boolean together(String columns, String engine, String sql) {
        ProjectFiles files = ProjectFiles.of(Map.of(
                "events.datasource",
                "SCHEMA >\n    `ts` DateTime `json:$.ts`,\n    `k` String `json:$.k`,\n    `v` Int32 `json:$.v`\n\n"
                        + "ENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"ts\"\n",
                "days.datasource",
                "SCHEMA >\n    " + columns + "\n\nENGINE \"" + engine + "\"\nENGINE_SORTING_KEY \"day\"\n",
                "to_days.pipe",
                "NODE n\nSQL >\n    " + sql + "\n\nTYPE materialized\nDATASOURCE days\n"));
        ProjectCompiler.Compilation compiled = new ProjectCompiler().compile(files);
        Plan plan = compiled.plan().orElseThrow(() -> new AssertionError(compiled.problems()));
        return plan.views().get(0).together().isPresent();
    }
}
