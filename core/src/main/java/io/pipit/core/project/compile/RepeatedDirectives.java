package io.pipit.core.project.compile;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.project.Problem.Severity;
import io.pipit.core.project.datafile.Datafile;
import io.pipit.core.project.datafile.Directive;
import io.pipit.core.project.datafile.Section;
import io.pipit.core.project.table.ProblemSink;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Finds directives that are there twice where one counts. */
final class RepeatedDirectives {
    private static final Set<String> MANY = Set.of("TOKEN", "INCLUDE", "TAGS", "DESCRIPTION");
    private static final Set<String> DECISIVE = Set.of("SCHEMA", "SQL", "TYPE");

    private RepeatedDirectives() {}

    /** An error where it cannot be told which one is meant, else a warning. */
    static void check(Datafile file, ProblemSink problems) {
        section(file.head(), problems);
        file.nodes().forEach(node -> section(node, problems));
    }

    private static void section(Section section, ProblemSink problems) {
        Map<String, Directive> seen = new HashMap<>();
        for (Directive directive : section.directives()) {
            Directive before = MANY.contains(directive.name()) ? null : seen.put(directive.name(), directive);
            if (before != null && !before.value().equals(directive.value())) {
                boolean decisive = DECISIVE.contains(directive.name());
                problems.add(
                        decisive ? Severity.ERROR : Severity.WARNING,
                        decisive ? ErrorCode.FILE_SYNTAX : ErrorCode.INVALID_PROJECT,
                        directive.line(),
                        directive.name() + " is there twice, in line " + before.line() + " and here; "
                                + (decisive ? "remove one." : "this one counts. Remove the other."));
            }
        }
    }
}
