package io.pipit.core.project.compile;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.SourcePosition;
import io.pipit.core.project.Problem;
import io.pipit.core.project.Problem.Severity;
import io.pipit.core.project.ProjectFiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts include files into the files that name them: {@code INCLUDE "path.incl" "VAR=value"}, with {@code $VAR} and
 * {@code ${VAR}} replaced. Remembers where each line came from.
 */
final class Includes {
    private static final int MAX_DEPTH = 10;
    private static final int MAX_LINES = 100_000;
    private static final String SUFFIX = ".incl";
    private static final Pattern INCLUDE = Pattern.compile("\\s*INCLUDE\\s+(.+)");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");
    private static final Pattern VARIABLE = Pattern.compile("\\$(\\{(\\w+)}|(\\w+))");

    private record Line(String text, SourcePosition origin) {}

    private final SortedMap<String, String> texts;
    private final SortedMap<String, String> expanded = new TreeMap<>();
    private final Map<String, List<SourcePosition>> origins = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private Includes(ProjectFiles files) {
        this.texts = files.texts();
    }

    /** The files with what they include; the include files themselves are left out. */
    static Includes of(ProjectFiles files) {
        Includes includes = new Includes(files);
        files.texts().forEach((path, text) -> {
            if (!path.endsWith(SUFFIX)) {
                includes.expanded.put(path, includes.file(path, text));
            }
        });
        return includes;
    }

    SortedMap<String, String> texts() {
        return expanded;
    }

    List<Problem> problems() {
        return problems;
    }

    /** Where a line of an expanded file was written. */
    SourcePosition origin(SourcePosition position) {
        List<SourcePosition> lines = origins.get(position.file());
        return lines == null || position.line() < 1 || position.line() > lines.size()
                ? position
                : lines.get(position.line() - 1);
    }

    private String file(String path, String text) {
        if (!text.contains("INCLUDE")) {
            return text;
        }
        List<Line> lines = lines(path, text, Map.of(), List.of(path));
        if (lines.stream().allMatch(l -> l.origin().file().equals(path))) {
            return text;
        }
        origins.put(path, lines.stream().map(Line::origin).toList());
        return String.join("\n", lines.stream().map(Line::text).toList());
    }

    private List<Line> lines(String path, String text, Map<String, String> variables, List<String> within) {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String line : text.replace("\r\n", "\n").split("\n", -1)) {
            number++;
            SourcePosition origin = new SourcePosition(path, number, 0);
            Matcher include = INCLUDE.matcher(line);
            if (include.matches()) {
                lines.addAll(included(origin, include.group(1), variables, within));
            } else {
                lines.add(new Line(replaced(line, variables), origin));
            }
            if (lines.size() > MAX_LINES) {
                problem(origin, "The includes make a file of more than " + MAX_LINES + " lines.");
                return List.of(new Line("", origin));
            }
        }
        return lines;
    }

    private List<Line> included(
            SourcePosition origin, String arguments, Map<String, String> outer, List<String> within) {
        List<String> words = words(replaced(arguments, outer));
        Optional<String> path = resolved(origin.file(), words.get(0));
        if (path.isEmpty()) {
            problem(
                    origin,
                    "There is no include file '" + words.get(0) + "'."
                            + NearestName.hint(
                                    words.get(0),
                                    texts.keySet().stream()
                                            .filter(t -> t.endsWith(SUFFIX))
                                            .toList())
                            + " Its path is relative to this file, or to the project.");
            return List.of(new Line("", origin));
        }
        if (within.contains(path.get()) || within.size() > MAX_DEPTH) {
            problem(
                    origin,
                    "Files include each other in a circle: " + String.join(" → ", within) + " → " + path.get() + ".");
            return List.of(new Line("", origin));
        }
        Map<String, String> variables = new HashMap<>(outer);
        words.subList(1, words.size()).forEach(word -> {
            int equals = word.indexOf('=');
            if (equals > 0) {
                variables.put(word.substring(0, equals).strip(), word.substring(equals + 1));
            } else {
                problem(origin, "'" + word + "' is not a variable of an INCLUDE; expected \"NAME=value\".");
            }
        });
        List<String> deeper = new ArrayList<>(within);
        deeper.add(path.get());
        return lines(path.get(), texts.get(path.get()), variables, deeper);
    }

    private Optional<String> resolved(String from, String path) {
        String folder = from.contains("/") ? from.substring(0, from.lastIndexOf('/') + 1) : "";
        for (String candidate : List.of(normalized(folder + path), normalized(path))) {
            if (texts.containsKey(candidate)) {
                return Optional.of(candidate);
            }
        }
        String name = normalized(path).replaceFirst("^(\\.\\./)+", "");
        return texts.keySet().stream().filter(t -> t.endsWith("/" + name)).findFirst();
    }

    private static String normalized(String path) {
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/")) {
            if (part.equals("..")
                    && !parts.isEmpty()
                    && !parts.get(parts.size() - 1).equals("..")) {
                parts.remove(parts.size() - 1);
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return String.join("/", parts);
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(text.strip());
        while (matcher.find()) {
            words.add(
                    matcher.group(1) != null
                            ? matcher.group(1)
                            : matcher.group(2) != null ? matcher.group(2) : matcher.group(3));
        }
        return words;
    }

    /** Only the variables that are set: a dollar of SQL or of a JSON path is left alone. */
    private static String replaced(String line, Map<String, String> variables) {
        if (variables.isEmpty() || line.indexOf('$') < 0) {
            return line;
        }
        return VARIABLE.matcher(line).replaceAll(match -> {
            String name = match.group(2) != null ? match.group(2) : match.group(3);
            return Matcher.quoteReplacement(variables.getOrDefault(name, match.group()));
        });
    }

    private void problem(SourcePosition origin, String message) {
        problems.add(new Problem(Severity.ERROR, ErrorCode.FILE_SYNTAX, origin, message));
    }
}
