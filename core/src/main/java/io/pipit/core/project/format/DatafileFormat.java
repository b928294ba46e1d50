package io.pipit.core.project.format;

import io.pipit.core.project.Problem;
import io.pipit.core.project.datafile.Datafile;
import io.pipit.core.project.datafile.DatafileKind;
import io.pipit.core.project.datafile.DatafileParser;
import io.pipit.core.project.datafile.Directive;
import io.pipit.core.project.datafile.Section;
import io.pipit.core.sql.Dialect;
import io.pipit.core.sql.format.SqlFormat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The canonical layout of datafiles: directives at the start of a line, blocks four blanks in, a blank line around blocks, a column a line,
 * SQL as {@link SqlFormat} lays it out. Comments stay. What cannot be laid out without doubt stays as it is. Stateless.
 */
public final class DatafileFormat {
    /**
     * A file and its layout.
     *
     * @param text laid out
     * @param notes what stayed as it was, and why; each with its line
     */
    public record Formatted(String text, List<String> notes) {}

    /** A directive or comment with its lines. */
    private record Item(String name, boolean block, boolean inNode, boolean gapBefore, List<String> lines) {
        boolean comment() {
            return name.isEmpty();
        }
    }

    private record Start(String name, int line, boolean inNode) {}

    private static final Set<String> SQL = Set.of("SQL", "FORWARD_QUERY");
    private static final Set<String> LINES = Set.of("SCHEMA", "SQL", "INDEXES", "FORWARD_QUERY", "SHARED_WITH");
    private static final String STEP = "    ";

    private final SqlBlock sqlBlock = new SqlBlock(new Dialect());

    /** Lays out a file of a kind. */
    public Formatted format(DatafileKind kind, String path, String text) {
        String plain = (text.startsWith("\uFEFF") ? text.substring(1) : text).replace("\r\n", "\n");
        DatafileParser.Parsed before = DatafileParser.parse(kind, path, plain);
        if (before.problems().stream().anyMatch(p -> p.severity() == Problem.Severity.ERROR)) {
            Problem first = before.problems().get(0);
            return new Formatted(text, List.of(first.position().line() + ": it has errors: " + first.message()));
        }
        List<String> notes = new ArrayList<>();
        String formatted = written(items(before.file(), plain, notes));
        DatafileParser.Parsed after = DatafileParser.parse(kind, path, formatted);
        if (!after.problems().equals(List.of()) && before.problems().isEmpty() || !same(before.file(), after.file())) {
            return new Formatted(text, List.of("1: the layout would change its meaning"));
        }
        return new Formatted(formatted, notes);
    }

    // --- items

    private List<Item> items(Datafile file, String text, List<String> notes) {
        List<String> lines = text.lines().toList();
        List<Start> starts = new ArrayList<>();
        file.head().directives().forEach(d -> starts.add(new Start(d.name(), d.line(), false)));
        for (Section node : file.nodes()) {
            starts.add(new Start("NODE", node.line(), true));
            node.directives().forEach(d -> starts.add(new Start(d.name(), d.line(), true)));
        }
        starts.sort(Comparator.comparingInt(Start::line));
        List<Item> items = new ArrayList<>();
        comments(lines, 0, starts.isEmpty() ? lines.size() : starts.get(0).line() - 1, items);
        for (int i = 0; i < starts.size(); i++) {
            int from = starts.get(i).line() - 1;
            int to = i + 1 < starts.size() ? starts.get(i + 1).line() - 1 : lines.size();
            directive(starts.get(i), lines, from, to, items, notes);
        }
        return items;
    }

    private void directive(Start start, List<String> lines, int from, int to, List<Item> items, List<String> notes) {
        String first = lines.get(from).replace('\u00A0', ' ').strip();
        String rest = first.substring(start.name().length()).strip();
        boolean block = rest.startsWith(">") || rest.isEmpty() && LINES.contains(start.name());
        int end = to;
        while (end > from + 1 && loose(lines.get(end - 1), block)) {
            end--;
        }
        boolean gap = from > 0 && lines.get(from - 1).isBlank();
        List<String> out = new ArrayList<>();
        List<String> body = new ArrayList<>(lines.subList(from + 1, end));
        if (block || LINES.contains(start.name())) {
            String inline = rest.startsWith(">") ? rest.substring(1).strip() : rest;
            if (!inline.isEmpty()) {
                body.add(0, inline);
            }
            out.add(start.name() + " >");
            out.addAll(block(start, body, notes));
            block = true;
        } else {
            out.add(rest.isEmpty() ? start.name() : start.name() + " " + rest);
            body.stream().filter(l -> !l.isBlank()).forEach(l -> out.add(STEP + l.strip()));
        }
        items.add(new Item(start.name(), block, start.inNode(), gap, out));
        comments(lines, end, to, items);
    }

    private static boolean loose(String line, boolean block) {
        return line.isBlank() || (block ? line.startsWith("#") : line.strip().startsWith("#"));
    }

    private static void comments(List<String> lines, int from, int to, List<Item> items) {
        for (int i = from; i < to; i++) {
            if (!lines.get(i).isBlank()) {
                boolean gap = i > 0 && lines.get(i - 1).isBlank();
                items.add(new Item("", false, false, gap, List.of(lines.get(i).strip())));
            }
        }
    }

    // --- blocks

    private List<String> block(Start start, List<String> body, List<String> notes) {
        if (SQL.contains(start.name())) {
            return sql(start, body, notes);
        }
        if (start.name().equals("SCHEMA")) {
            var columns = SchemaFormat.of(String.join("\n", body));
            if (columns.isPresent()) {
                return columns.get().stream().map(c -> STEP + c).toList();
            }
            notes.add(start.line() + ": SCHEMA stays as it is: a comment stands within a column");
            return body.stream().map(String::stripTrailing).toList();
        }
        if (start.name().equals("INDEXES")) {
            return body.stream()
                    .filter(l -> !l.isBlank())
                    .map(l -> STEP + l.strip())
                    .toList();
        }
        return text(body);
    }

    private List<String> sql(Start start, List<String> body, List<String> notes) {
        boolean commented = body.stream().anyMatch(l -> l.startsWith("#"));
        SqlBlock.Result result = commented
                ? new SqlBlock.Result("", "a comment of the file stands within it; SQL's own begin with --")
                : sqlBlock.format(String.join("\n", body));
        if (result.refusal().isEmpty()) {
            return result.text().lines().toList();
        }
        notes.add(start.line() + ": this SQL stays as it is: " + result.refusal());
        List<String> lines = new ArrayList<>(body);
        while (!lines.isEmpty() && lines.get(0).isBlank()) {
            lines.remove(0);
        }
        return lines;
    }

    /** Text of several lines, moved as a whole. */
    private static List<String> text(List<String> body) {
        int least = body.stream()
                .filter(l -> !l.isBlank())
                .mapToInt(l -> l.length() - l.stripLeading().length())
                .min()
                .orElse(0);
        List<String> lines = new ArrayList<>();
        for (String line : body) {
            boolean needless = line.isBlank()
                    && (lines.isEmpty() || lines.get(lines.size() - 1).isEmpty());
            if (!needless) {
                lines.add(line.isBlank() ? "" : STEP + line.substring(least).stripTrailing());
            }
        }
        while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        return lines;
    }

    // --- the file

    private static String written(List<Item> items) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < items.size(); i++) {
            if (i > 0 && gap(items, i)) {
                out.append('\n');
            }
            items.get(i).lines().forEach(line -> out.append(line).append('\n'));
        }
        return out.toString();
    }

    /** Whether an empty line stands before an item. */
    private static boolean gap(List<Item> items, int i) {
        Item before = items.get(i - 1);
        if (before.comment()) {
            return items.get(i).gapBefore();
        }
        int next = i; // a comment belongs to what comes after it
        while (next < items.size() - 1 && items.get(next).comment()) {
            next++;
        }
        Item item = items.get(next);
        if (item.name().equals("NODE")) {
            return true;
        }
        boolean described = before.name().equals("DESCRIPTION") && item.inNode() && before.inNode();
        if (described || before.name().equals("NODE")) {
            return false;
        }
        return before.block() || item.block() || items.get(i).gapBefore();
    }

    // --- the same meaning

    private static boolean same(Datafile a, Datafile b) {
        if (a.nodes().size() != b.nodes().size() || !same(a.head(), b.head())) {
            return false;
        }
        for (int i = 0; i < a.nodes().size(); i++) {
            if (!same(a.nodes().get(i), b.nodes().get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(Section a, Section b) {
        if (!a.name().equals(b.name())
                || a.directives().size() != b.directives().size()) {
            return false;
        }
        for (int i = 0; i < a.directives().size(); i++) {
            if (!same(a.directives().get(i), b.directives().get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(Directive a, Directive b) {
        if (!a.name().equals(b.name())) {
            return false;
        }
        if (SQL.contains(a.name())) {
            boolean template = a.value().stripLeading().startsWith("%");
            return SqlFormat.same(plain(a.value()), plain(b.value()), template);
        }
        return words(a.value()).equals(words(b.value()));
    }

    private static String plain(String sql) {
        return sql.stripLeading().startsWith("%") ? sql.stripLeading().substring(1) : sql;
    }

    /** Without white space, which means nothing outside of quotes, and without a last comma. */
    private static String words(String value) {
        return value.replaceAll("(?m)^\\s*#.*$", "")
                .replaceAll("[\\s\u00A0]+", "")
                .replaceAll(",$", "");
    }
}
