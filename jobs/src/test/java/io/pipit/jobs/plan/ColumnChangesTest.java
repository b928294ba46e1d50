package io.pipit.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.TableSpec;
import io.pipit.core.project.ProjectFiles;
import io.pipit.jobs.JobsStack;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ColumnChangesTest {
    @Test
    void saysWhereOldRowsDoNotGetADefaultAndHowTheyDo() {
        TableSpec before = table("`user` String `json:$.user`");
        TableSpec after = table("`user` String `json:$.user`,\n    `plain` String `json:$.plain`,"
                + "\n    `channel` String `json:$.channel` DEFAULT 'web'");

        assertThat(new ColumnChanges(before, after, false).breaks())
                .containsExactly(
                        "column 'channel' has its DEFAULT in new rows only; to give it to those that are there,"
                                + " write FORWARD_QUERY > SELECT *, 'web' AS channel");
        assertThat(new ColumnChanges(before, after, true).breaks()).isEmpty();
    }

    private static TableSpec table(String columns) {
        String text = "SCHEMA >\n    " + columns + "\n\nENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"user\"\n";
        return JobsStack.compile(ProjectFiles.of(Map.of("datasources/events.datasource", text)))
                .table("events")
                .orElseThrow();
    }
}
