package io.pipit.core.project.datafile;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.project.Problem;
import io.pipit.core.project.Problem.Severity;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one datafile. Tolerant: values bare or quoted, blocks indented or not, blank lines, tabs, any line ends, {@code #}
 * comments. Problems are collected, not thrown, so that a reader sees all of them at once.
 */
public final class DatafileParser {
    /** What was read and what was wrong with it. */
    public record Parsed(Datafile file, List<Problem> problems) {}

    private final DatafileKind kind;
    private final String path;
    private final List<String> lines;
    private final DirectiveLine directives;
    private final List<Problem> problems = new ArrayList<>();
    private final List<Section> sections = new ArrayList<>();
    private List<Directive> current = new ArrayList<>();
    private String sectionName = "";
    private int sectionLine = 1;
    private int next;

    private DatafileParser(DatafileKind kind, String path, String text) {
        this.kind = kind;
        this.path = path;
        this.lines = SourceLines.of(text);
        this.directives = new DirectiveLine(Directives.of(kind));
    }

    /** Reads a file of a kind; the path is that in the project. */
    public static Parsed parse(DatafileKind kind, String path, String text) {
        return new DatafileParser(kind, path, text).read();
    }

    private Parsed read() {
        while (next < lines.size()) {
            String line = SourceLines.plain(lines.get(next));
            if (line.isBlank() || line.strip().startsWith("#")) {
                next++;
            } else if (directives.known(line)) {
                directive(line);
            } else {
                unknown(line);
            }
        }
        endSection();
        Datafile file = new Datafile(
                kind, path, kind.resourceName(path), sections.get(0), sections.subList(1, sections.size()));
        return new Parsed(file, problems);
    }

    private void directive(String line) {
        String name = DirectiveLine.firstWord(line);
        String rest = DirectiveLine.rest(line);
        int directiveLine = next + 1;
        next++;
        boolean block = rest.startsWith(">") || (rest.isEmpty() && Directives.BLOCKS.contains(name));
        Directive directive = block || Directives.BLOCKS.contains(name)
                ? block(name, rest.startsWith(">") ? rest.substring(1).strip() : rest, directiveLine)
                : new Directive(name, continued(name, rest), directiveLine, directiveLine);
        if (name.equals("NODE")) {
            endSection();
            sectionName = directive.value();
            sectionLine = directiveLine;
        } else {
            current.add(directive);
        }
    }

    /** A value that goes on in indented lines below. */
    private String continued(String name, String first) {
        StringBuilder value = new StringBuilder(first);
        while (next < lines.size()) {
            String line = SourceLines.plain(lines.get(next));
            boolean goesOn = SourceLines.indent(line) > 0
                    && !line.isBlank()
                    && !line.strip().startsWith("#");
            if (!goesOn || directives.known(line)) {
                break;
            }
            value.append(name.equals("DESCRIPTION") ? '\n' : ' ').append(line.strip());
            next++;
        }
        return unquoted(value.toString().strip());
    }

    private Directive block(String name, String first, int directiveLine) {
        List<String> body = new ArrayList<>();
        int firstLine = directiveLine;
        if (!first.isEmpty()) {
            body.add(first);
        } else {
            firstLine++;
        }
        boolean indented = true;
        boolean empty = first.isEmpty();
        while (next < lines.size()) {
            String line = SourceLines.plain(lines.get(next));
            boolean content = !line.isBlank() && !line.startsWith("#");
            if (content && empty) {
                indented = SourceLines.indent(line) > 0;
            }
            if (content && (directives.endsBlock(line, name) || ends(line, name, empty, indented))) {
                break;
            }
            empty &= !content;
            body.add(line.startsWith("#") ? "" : kept(name, lines.get(next)));
            next++;
        }
        return trimmed(name, body, directiveLine, firstLine);
    }

    /** A misspelt directive below an indented block would otherwise become a part of it. */
    private boolean ends(String line, String block, boolean empty, boolean indented) {
        return Directives.CODE_BLOCKS.contains(block) && !empty && indented && directives.misspelt(line);
    }

    private static String kept(String name, String line) {
        return name.equals("SQL") ? line : SourceLines.plain(line);
    }

    private static Directive trimmed(String name, List<String> body, int line, int firstLine) {
        int from = 0;
        while (from < body.size() && SourceLines.plain(body.get(from)).isBlank()) {
            from++;
        }
        int to = body.size();
        while (to > from && SourceLines.plain(body.get(to - 1)).isBlank()) {
            to--;
        }
        String text = String.join("\n", body.subList(from, to));
        String value = switch (name) {
            case "SQL", "FORWARD_QUERY" -> SqlBlanks.plain(text);
            case "SCHEMA", "INDEXES" -> text;
            default -> unquoted(text.stripIndent().strip());
        };
        return new Directive(name, value, line, firstLine + from);
    }

    private void unknown(String line) {
        String word = DirectiveLine.firstWord(line);
        String expected = kind == DatafileKind.PIPE ? "such as NODE, SQL or TYPE" : "such as SCHEMA or ENGINE";
        problem(
                ErrorCode.UNKNOWN_DIRECTIVE,
                next + 1,
                "'" + word + "' is not a directive of a " + kind.suffix() + " file." + directives.hint(word)
                        + (directives.hint(word).isEmpty() ? " A directive " + expected + " was expected here." : ""));
        next++;
        while (next < lines.size()) { // what belongs to it says nothing more
            String below = SourceLines.plain(lines.get(next));
            if (!below.isBlank() && (SourceLines.indent(below) == 0 || directives.known(below))) {
                break;
            }
            next++;
        }
    }

    private void endSection() {
        sections.add(new Section(sectionName, sectionLine, current));
        current = new ArrayList<>();
    }

    private void problem(ErrorCode code, int line, String message) {
        problems.add(new Problem(Severity.ERROR, code, new io.pipit.core.error.SourcePosition(path, line, 0), message));
    }

    /** Removes one outer pair of quotes, unless more than one value is quoted. */
    static String unquoted(String value) {
        if (value.length() < 2) {
            return value;
        }
        char quote = value.charAt(0);
        boolean quoted = (quote == '"' || quote == '\'') && value.charAt(value.length() - 1) == quote;
        return quoted && value.indexOf(quote, 1) == value.length() - 1 ? value.substring(1, value.length() - 1) : value;
    }
}
