package io.pipit.serving.format;

import io.pipit.core.sql.OutputColumn;
import io.pipit.serving.query.AnswerWriter.Reading;
import java.util.ArrayList;
import java.util.List;

/** A table to be read in a terminal. Shows the first {@value #SHOWN} rows. */
final class PrettyWriter implements RowWriter {
    private static final int SHOWN = 10_000;
    private static final int WIDEST = 250;
    private final List<String[]> lines = new ArrayList<>();
    private long hidden;
    private Object[] totals;

    @Override
    public void begin(StringBuilder out, List<OutputColumn> columns) {
        lines.add(columns.stream().map(OutputColumn::name).toArray(String[]::new));
    }

    @Override
    public void row(StringBuilder out, List<OutputColumn> columns, Object[] values) {
        if (lines.size() > SHOWN) {
            hidden++;
            return;
        }
        String[] line = new String[values.length];
        for (int i = 0; i < values.length; i++) {
            StringBuilder cell = new StringBuilder();
            PlainText.append(cell, values[i], columns.get(i).type());
            String text = cell.toString().replace("\r", "").replace('\n', '⏎').replace('\t', ' ');
            line[i] = text.length() > WIDEST ? text.substring(0, WIDEST) + "…" : text;
        }
        lines.add(line);
    }

    @Override
    public void totals(List<OutputColumn> columns, Object[] values) {
        totals = values;
    }

    @Override
    public void end(StringBuilder out, List<OutputColumn> columns, long rows, Reading reading) {
        int[] widths = new int[columns.size()];
        for (String[] line : lines) {
            for (int i = 0; i < line.length; i++) {
                widths[i] = Math.max(widths[i], width(line[i]));
            }
        }
        border(out, widths, "┌", "┬", "┐");
        for (int i = 0; i < lines.size(); i++) {
            line(out, widths, columns, lines.get(i), i > 0);
            if (i == 0) {
                border(out, widths, "├", "┼", "┤");
            }
        }
        border(out, widths, "└", "┴", "┘");
        if (hidden > 0) {
            out.append("… and ").append(hidden).append(" more rows\n");
        }
        if (totals != null) {
            PrettyWriter table = new PrettyWriter();
            table.begin(out, columns);
            table.row(out, columns, totals);
            out.append("\nTotals:\n");
            table.end(out, columns, 1, reading);
        }
    }

    private static void border(StringBuilder out, int[] widths, String left, String middle, String right) {
        for (int i = 0; i < widths.length; i++) {
            out.append(i == 0 ? left : middle).append("─".repeat(widths[i] + 2));
        }
        out.append(right).append('\n');
    }

    private static void line(
            StringBuilder out, int[] widths, List<OutputColumn> columns, String[] line, boolean alignNumbers) {
        for (int i = 0; i < line.length; i++) {
            String padding = " ".repeat(widths[i] - width(line[i]));
            boolean right = alignNumbers && NumericTypes.contains(columns.get(i).type());
            out.append("│ ")
                    .append(right ? padding + line[i] : line[i] + padding)
                    .append(' ');
        }
        out.append("│\n");
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
