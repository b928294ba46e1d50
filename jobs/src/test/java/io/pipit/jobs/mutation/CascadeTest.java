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
        assertThat(Cascade.obstacle(plan(), "events")).contains("'mixed' is fed by others, too");
        assertThat(Cascade.obstacle(plan(), "totals")).as("it has no views").isEmpty();
        texts.remove("copies/rebuild.pipe");
        assertThat(Cascade.obstacle(plan(), "events")).isEmpty();
        assertThat(Cascade.targets(plan(), "events")).containsExactlyInAnyOrder("hits", "mixed");
    }
}
