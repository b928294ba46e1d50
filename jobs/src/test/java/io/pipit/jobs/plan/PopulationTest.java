package io.pipit.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.lake.LakeFixture;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectFiles;
import io.pipit.jobs.JobsStack;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which views have their history. */
class PopulationTest {
    private static final String COLUMNS =
            "SCHEMA >\n    id UInt64\n\nENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"id\"\n";
    private static final Plan PLAN = JobsStack.compile(ProjectFiles.of(Map.of(
            "datasources/rides.datasource",
            COLUMNS.replace("UInt64", "UInt64 `json:$.id`"),
            "datasources/done.datasource",
            COLUMNS,
            "datasources/seen.datasource",
            COLUMNS,
            "datasources/marked.datasource",
            COLUMNS,
            "copies/end.pipe",
            "NODE n\nSQL >\n    SELECT id FROM rides\n\nTYPE copy\nTARGET_DATASOURCE done\n",
            "views/mark.pipe",
            "NODE n\nSQL >\n    SELECT id FROM done\n\nTYPE materialized\nDATASOURCE marked\n",
            "views/see.pipe",
            "NODE n\nSQL >\n    SELECT id FROM rides\n\nTYPE materialized\nDATASOURCE seen\n")));

    @TempDir
    Path folder;

    @Test
    void aViewThatOnlyCopiesFeedHasNoLogThatItCouldStillBeDerivedFrom() {
        try (LakeFixture fixture = new LakeFixture(folder)) {
            fixture.lake.ensure(PLAN.table("marked").orElseThrow());
            fixture.lake.ensure(PLAN.table("seen").orElseThrow());

            Population marked = Population.of(PLAN, Population.find(PLAN, "mark"), fixture.lake);
            assertThat(marked.filled()).isTrue();
            assertThat(marked.byCopies()).isTrue();
            Population seen = Population.of(PLAN, Population.find(PLAN, "see"), fixture.lake);
            assertThat(seen.filled()).isFalse();
            assertThat(seen.byCopies()).isFalse();
        }
    }
}
