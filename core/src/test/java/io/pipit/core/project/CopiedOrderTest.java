package io.pipit.core.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sorting is half of what a copy costs: it is left out where nothing can tell. */
class CopiedOrderTest {
    @Test
    void rowsThatLieByTheirSortingKeyAreNotSortedBefore() {
        assertThat(copied("ENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"id\"", "SELECT id, v FROM events ORDER BY v"))
                .doesNotContain("ORDER BY");
    }

    @Test
    void whichRowsThereAreStillGoesByTheOrder() {
        String engine = "ENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"id\"";
        assertThat(copied(engine, "SELECT id, v FROM events ORDER BY v LIMIT 3"))
                .contains("ORDER BY 2");
        assertThat(copied(engine, "SELECT id, v FROM events ORDER BY v DESC LIMIT 1 BY id"))
                .contains("PARTITION BY s0.\"id\" ORDER BY s0.\"v\" DESC")
                .doesNotContain("ORDER BY 2");
        assertThat(copied(engine, "SELECT id, v FROM (SELECT * FROM events ORDER BY v LIMIT 3) ORDER BY id"))
                .containsOnlyOnce("ORDER BY");
    }

    @Test
    void anOrderThatReadersOrRulesGoByStays() {
        String query = "SELECT id, v FROM events ORDER BY v";
        assertThat(copied("ENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"tuple()\"", query))
                .as("rows that lie as they came")
                .contains("ORDER BY 2");
        assertThat(copied("ENGINE \"ReplacingMergeTree\"\nENGINE_SORTING_KEY \"id\"", query))
                .as("the last row of a key wins")
                .contains("ORDER BY 2");
    }

    private static String copied(String engine, String sql) {
        ProjectFiles files = ProjectFiles.of(Map.of(
                "events.datasource",
                "SCHEMA >\n    `id` UInt32,\n    `v` Int32\n\nENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"id\"\n",
                "snapshot.datasource",
                "SCHEMA >\n    `id` UInt32,\n    `v` Int32\n\n" + engine + "\n",
                "take.pipe",
                "NODE n\nSQL >\n    " + sql + "\n\nTYPE copy\nTARGET_DATASOURCE snapshot\nCOPY_MODE replace\n"));
        Plan plan = new ProjectCompiler().compile(files).plan().orElseThrow();
        return new PipeQueries(plan).copied("take", Map.of()).bind(name -> name);
    }
}
