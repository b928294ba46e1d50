package io.pipit.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.TableSpec;
import io.pipit.core.project.ProjectFiles;
import io.pipit.jobs.JobsStack;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnChangesTest {
    @Test
    void saysWhereOldRowsDoNotGetADefaultAndHowTheyDo() {
        TableSpec before = table("`user` String `json:$.user`");
        TableSpec after = table("`user` String `json:$.user`,\n    `plain` String `json:$.plain`,"
                + "\n    `channel` String `json:$.channel` DEFAULT concat('web', toString(rand()))"
                + ",\n    `constant` String `json:$.constant` DEFAULT 'web'");

        assertThat(new ColumnChanges(before, after, false).breaks())
                .containsExactly(
                        "column 'channel' has its DEFAULT in new rows only; to give it to those that are there,"
                                + " write FORWARD_QUERY > SELECT *, concat('web', toString(rand())) AS channel");
        assertThat(new ColumnChanges(before, after, true).breaks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Int64,Int8,wrap around",
        "Int8,UInt64,wrap around",
        "UInt64,Int64,wrap around",
        "UInt8,Int16,ends the deployment",
        "Int8,Int64,ends the deployment",
        "String,Int64,ends the deployment"
    })
    void saysWhatBecomesOfValuesThatDoNotFit(String was, String is, String said) {
        List<String> breaks = new ColumnChanges(
                        table("`n` " + was + " `json:$.n`"), table("`n` " + is + " `json:$.n`"), false)
                .breaks();
        assertThat(breaks).singleElement().asString().contains(was + " and is cast to " + is, said);
    }

    @Test
    void saysWhichValuesATableOfBeforeDoesNotHave() {
        TableSpec renamed = table("`user` String `json:$.user`,\n    `cents` Int64 `json:$.amount`");
        TableSpec former = table("`user` String `json:$.user`,\n    `amount` Int64 `json:$.amount`");
        assertThat(new ColumnChanges(renamed, former, false).takenBack())
                .containsExactly(
                        "column 'amount' has its values of before; events that were accepted without it hold its default",
                        "column 'cents' goes, with its values of events since");
        assertThat(new ColumnChanges(former, former, false).takenBack()).isEmpty();
    }

    private static TableSpec table(String columns) {
        String text = "SCHEMA >\n    " + columns + "\n\nENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"tuple()\"\n";
        return JobsStack.compile(ProjectFiles.of(Map.of("datasources/events.datasource", text)))
                .table("events")
                .orElseThrow();
    }
}
