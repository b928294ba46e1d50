package io.pipit.jobs.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.batch.mutate.Cascade;
import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectCompiler;
import io.pipit.core.project.ProjectFiles;
import io.pipit.jobs.copy.CopyProject;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whether views can follow, and why not. */
class CascadeTest {
    private final Map<String, String> texts = new TreeMap<>(CopyProject.TEXTS);

    private Plan plan() {
        return new ProjectCompiler().compile(ProjectFiles.of(texts)).plan().orElseThrow();
    }

    @Test
    void saysWhyViewsCannotFollow() {
        assertThat(Cascade.obstacle(plan(), "totals")).as("it has no views").isEmpty();
        assertThat(Cascade.obstacle(plan(), "events"))
                .as("rows of a copy in 'mixed' are told apart")
                .isEmpty();
        assertThat(Cascade.targets(plan(), "events")).containsExactlyInAnyOrder("hits", "mixed");
        texts.replace("copies/rebuild.pipe", texts.get("copies/rebuild.pipe").replace("replace", "append"));
        texts.replace(
                "datasources/mixed.datasource",
                texts.get("datasources/mixed.datasource").replace("MergeTree", "ReplacingMergeTree"));
        assertThat(Cascade.obstacle(plan(), "events"))
                .contains("'mixed' gets rows from elsewhere, too, and merges them");
        texts.replace(
                "datasources/events.datasource",
                texts.get("datasources/events.datasource").replace("MergeTree", "ReplacingMergeTree"));
        assertThat(Cascade.obstacle(plan(), "events").orElseThrow()).contains("engine is not MergeTree");
    }
}
