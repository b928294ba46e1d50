package io.pipit.core.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.project.Problem.Severity;
import io.pipit.core.project.ProjectCompiler.Compilation;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Projects in the styles that are seen in the wild: all of them compile. */
class ProjectCollectionTest {
    private static final Path PROJECTS = Path.of("src/test/resources/projects");

    @ParameterizedTest
    @CsvSource({
        "web-analytics, 3, 1, 15",
        "product-events, 6, 2, 12",
        "llm-usage, 2, 1, 17",
        "iot-telemetry, 7, 1, 14",
        "shop-cdc, 5, 3, 14"
    })
    void compiles(String project, int views, int copies, int endpoints) {
        Compilation compilation = new ProjectCompiler().compile(ProjectFolder.scan(PROJECTS.resolve(project)));
        List<Problem> errors = compilation.problems().stream()
                .filter(p -> p.severity() == Severity.ERROR)
                .toList();
        assertThat(errors).isEmpty();
        Plan plan = compilation.plan().orElseThrow();
        assertThat(plan.views()).hasSize(views);
        assertThat(plan.copies()).hasSize(copies);
        assertThat(plan.endpoints().values().stream().filter(EndpointPlan::published))
                .hasSize(endpoints);
        assertThat(Lineage.of(plan).remarks()).isEmpty();
    }
}
