package io.pipit.core.project.reconcile;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.Plan;
import io.pipit.core.project.Problem;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.table.ProblemSink;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The definitions of a project.
 *
 * @param definitions those without errors, by name
 * @param problems of all files
 */
public record ReconcileFiles(SortedMap<String, ReconcileDefinition> definitions, List<Problem> problems) {
    /** The folder. */
    public static final String FOLDER = "reconcile";

    private static final Pattern PATH = Pattern.compile(FOLDER + "/([^/]+)\\.ya?ml");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");

    /** Copies both. */
    public ReconcileFiles {
        definitions = Collections.unmodifiableSortedMap(new TreeMap<>(definitions));
        problems = List.copyOf(problems);
    }

    /** Whether a file of a project, by its path in it, holds a definition. */
    public static boolean holds(String path) {
        return PATH.matcher(path).matches();
    }

    /** Reads and checks all of a project's definitions against its tables. */
    public static ReconcileFiles of(Plan plan) {
        SortedMap<String, ReconcileDefinition> definitions = new TreeMap<>();
        List<Problem> problems = new ArrayList<>();
        plan.files().texts().forEach((path, text) -> {
            Matcher matcher = PATH.matcher(path);
            if (matcher.matches()) {
                ProblemSink sink = new ProblemSink(path);
                read(matcher.group(1), text, plan, sink).ifPresent(d -> definitions.put(d.name(), d));
                problems.addAll(sink.problems());
            }
        });
        return new ReconcileFiles(definitions, problems);
    }

    /** Whether a project has any. */
    public static boolean any(ProjectFiles files) {
        return files.texts().keySet().stream().anyMatch(ReconcileFiles::holds);
    }

    private static Optional<ReconcileDefinition> read(String name, String text, Plan plan, ProblemSink sink) {
        if (!NAME.matcher(name).matches()) {
            sink.add(
                    Problem.Severity.ERROR,
                    ErrorCode.FILE_SYNTAX,
                    1,
                    "The file's name gives the definition its name, but '" + name
                            + "' is not one: use letters, digits and '_', not starting with a digit.");
            return Optional.empty();
        }
        return new ReconcileReader(name, plan, sink).read(text);
    }

    /**
     * The definition of a name.
     *
     * @throws PipitException {@code UNKNOWN_RESOURCE}
     */
    public ReconcileDefinition find(String name) {
        ReconcileDefinition found = definitions.get(name);
        if (found == null) {
            throw new PipitException(
                    ErrorCode.UNKNOWN_RESOURCE,
                    "There is no definition '" + name + "' of what to reconcile."
                            + NearestName.hint(name, definitions.keySet())
                            + (definitions.isEmpty()
                                    ? " The project has none: write " + FOLDER + "/" + name + ".yaml."
                                    : " There are " + String.join(", ", definitions.keySet()) + "."));
        }
        return found;
    }
}
