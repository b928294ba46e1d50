package io.pipit.cli.workspace;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.SourcePosition;
import io.pipit.core.project.Lineage;
import io.pipit.core.project.Problem;
import io.pipit.core.project.ProjectFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Fixtures that belong to no data source of the project: most likely one of the two names is misspelt. */
public final class StrayFixtures {
    private StrayFixtures() {}

    /** A warning for each. */
    public static List<Problem> of(Path root, ProjectFiles files) {
        Map<String, String> paths = new FixtureFolder(root).paths();
        if (paths.isEmpty()) {
            return List.of();
        }
        Set<String> known = Lineage.of(files).nodes().stream()
                .filter(n -> n.kind() == Lineage.Kind.LANDING || n.kind() == Lineage.Kind.TABLE)
                .map(Lineage.Node::name)
                .collect(Collectors.toSet());
        return paths.entrySet().stream()
                .filter(e -> !known.contains(e.getValue())
                        && !files.texts().keySet().stream()
                                .anyMatch(path ->
                                        path.matches("(.*/)?" + e.getValue().replaceAll("\\W", ".") + "\\.datasource")))
                .map(e -> new Problem(
                        Problem.Severity.WARNING,
                        ErrorCode.UNKNOWN_RESOURCE,
                        new SourcePosition(e.getKey(), 1, 0),
                        "There is no data source '" + e.getValue() + "', so nothing loads this fixture."
                                + NearestName.hint(e.getValue(), known)))
                .toList();
    }
}
