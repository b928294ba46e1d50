package io.pipit.core.project.compile;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.SourcePosition;
import io.pipit.core.project.Problem;
import io.pipit.core.project.Problem.Severity;
import io.pipit.core.project.ProjectFiles;
import io.pipit.core.project.Variables;
import io.pipit.core.project.datafile.DatafileKind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Warns of secrets that are asked for, have no default, and are not set. */
final class SecretChecks {
    private static final Pattern ASKED =
            Pattern.compile("\\{\\{\\s*tb_secret\\(\\s*(?:\"(?<a>[^\"]+)\"|'(?<b>[^']+)')\\s*(?<end>[,)])");

    private final ProjectFiles files;
    private final Variables variables;
    private final LoadedProject project;
    private final List<Problem> problems = new ArrayList<>();

    SecretChecks(ProjectFiles files, LoadedProject project) {
        this.files = files;
        this.variables = files.variables();
        this.project = project;
    }

    List<Problem> problems() {
        project.pipes()
                .values()
                .forEach(pipe -> pipe.nodes()
                        .forEach(node -> node.template()
                                .survey()
                                .secrets()
                                .forEach(s -> check(
                                        s.name(), s.optional(), pipe.file().at(s.line())))));
        files.texts().forEach((path, text) -> {
            if (DatafileKind.of(path).filter(k -> k != DatafileKind.PIPE).isPresent()) {
                text(path, text);
            }
        });
        return problems;
    }

    private void text(String path, String text) {
        Matcher asked = ASKED.matcher(text);
        while (asked.find()) {
            String name = asked.group("a") != null ? asked.group("a") : asked.group("b");
            int line = (int) text.substring(0, asked.start())
                            .chars()
                            .filter(c -> c == '\n')
                            .count()
                    + 1;
            check(name, asked.group("end").equals(","), new SourcePosition(path, line, 0));
        }
    }

    private void check(String name, boolean optional, SourcePosition place) {
        if (!optional && variables.find(name).isEmpty()) {
            problems.add(new Problem(
                    Severity.WARNING,
                    ErrorCode.UNKNOWN_RESOURCE,
                    place,
                    "The secret '" + name + "' is not set; what asks for it will fail. Set it with 'pipit secret set "
                            + name + "'."));
        }
    }
}
