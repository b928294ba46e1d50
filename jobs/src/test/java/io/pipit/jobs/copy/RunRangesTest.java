package io.pipit.jobs.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.project.Plan;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.sql.range.RangedQuery;
import io.pipit.jobs.JobsStack;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunRangesTest {
    private static final Map<String, List<String>> ONE = Map.of("user", List.of("u1"));

    @Test
    void aQueryIsReadOnceWhileTheProjectIsTheSame() {
        RunRanges ranges = new RunRanges();
        Plan plan = plan();
        Optional<RangedQuery> first = ranges.of(plan, "add", ONE);
        assertThat(first).isPresent();
        assertThat(ranges.of(plan, "add", Map.of("user", List.of("u2")))
                        .orElseThrow()
                        .same(first.get()))
                .isFalse();
        assertThat(ranges.of(plan, "add", ONE)).isSameAs(first);
        assertThat(ranges.of(plan(), "add", ONE))
                .as("another version")
                .isPresent()
                .isNotSameAs(first);
        assertThat(ranges.of(plan, "gone", ONE)).isEmpty();
    }

    private static Plan plan() {
        return JobsStack.compile(ProjectFiles.of(CopyProject.TEXTS));
    }
}
