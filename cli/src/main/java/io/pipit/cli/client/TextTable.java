package io.pipit.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** An answer in the established JSON shape as a table for people. */
public final class TextTable {
    private static final int WIDEST_CELL = 60;
    private static final Set<String> NUMBERS = Set.of("Int", "UIn", "Flo", "Dec");

    private final List<String> header = new ArrayList<>();
    private final List<Boolean> rightAligned = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    /** The table of {@code meta} and {@code data}, at most so many rows. */
    public TextTable(JsonNode answer, int maxRows) {
        for (JsonNode column : answer.path("meta")) {
            header.add(column.path("name").asText());
            String type = column.path("type").asText().replace("Nullable(", "");
            rightAligned.add(type.length() > 2 && NUMBERS.contains(type.substring(0, 3)));
        }
        StreamSupport.stream(answer.path("data").spliterator(), false)
                .limit(maxRows)
                .forEach(row -> rows.add(
                        header.stream().map(name -> cell(row.path(name))).toList()));
        JsonNode totals = answer.path("totals");
        if (totals.isObject()) {
            rows.add(header.stream().map(name -> "").toList());
            rows.add(header.stream().map(name -> cell(totals.path(name))).toList());
        }
    }

    private TextTable(List<String> titles) {
        for (String title : titles) {
            header.add(title);
            rightAligned.add(false);
        }
    }

    /** A table of texts. */
    public static String of(List<String> titles, List<List<String>> rows) {
        TextTable table = new TextTable(titles);
        rows.forEach(row -> table.rows.add(row.stream().map(TextTable::oneLine).toList()));
        return table.render("");
    }

    /** The same as CSV with a header line. */
    public static String csv(List<String> titles, List<List<String>> rows) {
        StringBuilder out = new StringBuilder(csvLine(titles));
        rows.forEach(row -> out.append(csvLine(row)));
        return out.toString();
    }

    private static String csvLine(List<String> cells) {
        return cells.stream()
                .map(cell -> cell.matches("(?s).*[\",\n\r].*") ? '"' + cell.replace("\"", "\"\"") + '"' : cell)
                .collect(Collectors.joining(",", "", "\n"));
    }

    /** The lines, each ending with a line break. */
    public String render(String indent) {
        int[] widths = new int[header.size()];
        measure(widths, header);
        rows.forEach(row -> measure(widths, row));
        StringBuilder out = new StringBuilder();
        line(out, indent, widths, header);
        rule(out, indent, widths);
        rows.forEach(row -> line(out, indent, widths, row));
        return out.toString();
    }

    private static String cell(JsonNode value) {
        String text = value.isNull() || value.isMissingNode()
                ? "NULL"
                : value.isValueNode() ? value.asText() : value.toString();
        return oneLine(text);
    }

    private static String oneLine(String text) {
        String oneLine = text.replace("\n", "\\n").replace("\t", "\\t");
        return oneLine.length() > WIDEST_CELL ? oneLine.substring(0, WIDEST_CELL - 1) + "…" : oneLine;
    }

    private static void measure(int[] widths, List<String> cells) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], cells.get(i).length());
        }
    }

    private static void rule(StringBuilder out, String indent, int[] widths) {
        out.append(indent);
        for (int i = 0; i < widths.length; i++) {
            out.append(i == 0 ? "" : "  ").append("─".repeat(widths[i]));
        }
        out.append('\n');
    }

    private void line(StringBuilder out, String indent, int[] widths, List<String> cells) {
        StringBuilder line = new StringBuilder(indent);
        for (int i = 0; i < widths.length; i++) {
            String pad = " ".repeat(widths[i] - cells.get(i).length());
            line.append(i == 0 ? "" : "  ").append(rightAligned.get(i) ? pad + cells.get(i) : cells.get(i) + pad);
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }
}
