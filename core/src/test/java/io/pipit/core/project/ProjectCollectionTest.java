package io.pipit.core.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.project.Problem.Severity;
import io.pipit.core.project.ProjectCompiler.Compilation;
import io.pipit.core.project.datafile.DatafileKind;
import io.pipit.core.project.format.DatafileFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
        "shop-cdc, 5, 3, 14",
        "ad-exchange, 3, 1, 2",
        "messenger, 2, 2, 9",
        "template-tour, 0, 0, 8",
        "odd-layouts, 0, 0, 4"
    })
    void compiles(String project, int views, int copies, int endpoints) {
        Compilation compilation =
                ProjectCompiler.askingTheEngine().compile(ProjectFolder.scan(PROJECTS.resolve(project)));
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
        staysWhenFormatted(ProjectFolder.read(PROJECTS.resolve(project)), plan);
    }

    /** Formatting twice is formatting once, and what comes out is the same project. */
    private static void staysWhenFormatted(ProjectFiles files, Plan plan) {
        DatafileFormat format = new DatafileFormat();
        Map<String, String> formatted = new TreeMap<>();
        files.texts().forEach((path, text) -> {
            Optional<DatafileKind> kind = DatafileKind.of(path);
            String once = kind.map(k -> format.format(k, path, text).text()).orElse(text);
            formatted.put(path, once);
            kind.ifPresent(k ->
                    assertThat(format.format(k, path, once).text()).as(path).isEqualTo(once));
        });
        Compilation again = new ProjectCompiler().compile(ProjectFiles.of(formatted));
        assertThat(again.plan()).isPresent();
        assertThat(again.plan().orElseThrow().tables()).isEqualTo(plan.tables());
        assertThat(again.plan().orElseThrow().endpoints()).isEqualTo(plan.endpoints());
    }
}
