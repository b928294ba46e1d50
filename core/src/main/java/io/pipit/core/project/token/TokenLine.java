package io.pipit.core.project.token;

import io.pipit.core.access.Scope;
import io.pipit.core.access.Scope.Right;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.project.Problem.Severity;
import io.pipit.core.project.datafile.Datafile;
import io.pipit.core.project.datafile.DatafileKind;
import io.pipit.core.project.datafile.Directive;
import io.pipit.core.project.table.ProblemSink;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line such as {@code TOKEN dashboard READ}: a token of that name may do that with the resource of the file. The name may be in quotes; in
 * pipes {@code READ} may be left out.
 *
 * @param right empty for {@code CREATE}, which gives nothing
 */
record TokenLine(String name, Optional<Right> right) {
    static final String DIRECTIVE = "TOKEN";

    private static final Pattern LINE = Pattern.compile("(?:\"([^\"]+)\"|'([^']+)'|(\\S+))(?:\\s+(\\S+))?");
    private static final String CREATE = "CREATE";

    /** The line of a directive; nothing when it is none. */
    static Optional<TokenLine> of(Datafile file, Directive directive) {
        Matcher line = LINE.matcher(directive.value().strip());
        if (!line.matches()) {
            return Optional.empty();
        }
        String name = line.group(1) != null ? line.group(1) : line.group(2) != null ? line.group(2) : line.group(3);
        boolean pipe = file.kind() == DatafileKind.PIPE;
        String word = line.group(4) == null ? pipe ? "READ" : "" : line.group(4).toUpperCase(Locale.ROOT);
        return switch (word) {
            case "READ" ->
                Optional.of(new TokenLine(name, Optional.of(pipe ? Right.PIPES_READ : Right.DATASOURCES_READ)));
            case "APPEND" ->
                pipe ? Optional.empty() : Optional.of(new TokenLine(name, Optional.of(Right.DATASOURCES_APPEND)));
            case CREATE -> Optional.of(new TokenLine(name, Optional.empty()));
            default -> Optional.empty();
        };
    }

    /** Notes lines that say nothing that is known. */
    static void check(Datafile file, ProblemSink problems) {
        boolean pipe = file.kind() == DatafileKind.PIPE;
        List<String> words = pipe ? List.of("READ") : List.of("READ", "APPEND");
        for (Directive directive : file.head().directives()) {
            if (directive.name().equals(DIRECTIVE) && of(file, directive).isEmpty()) {
                String value = directive.value().strip();
                String last = value.substring(value.lastIndexOf(' ') + 1).toUpperCase(Locale.ROOT);
                problems.add(
                        Severity.ERROR,
                        ErrorCode.FILE_SYNTAX,
                        directive.line(),
                        "TOKEN '" + value + "' is not understood; expected is a name and then "
                                + String.join(" or ", words) + ", for instance TOKEN dashboard READ."
                                + NearestName.hint(last, words));
            }
        }
    }

    Optional<Scope> scope(Datafile file) {
        return right.map(r -> new Scope(r, file.name()));
    }
}
