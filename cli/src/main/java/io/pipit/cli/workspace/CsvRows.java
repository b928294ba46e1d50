package io.pipit.cli.workspace;

import java.util.ArrayList;
import java.util.List;

/** Splits CSV text into rows of cells: quoted cells may hold commas, line breaks and doubled quotes. */
public final class CsvRows {
    /** A cell; an empty one that was not quoted may stand for no value. */
    public record Cell(String text, boolean quoted) {}

    private final String text;
    private final char delimiter;
    private int next;

    private CsvRows(String text) {
        this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
        this.delimiter = delimiter(this.text);
    }

    /** All rows that are not blank. */
    public static List<List<Cell>> of(String text) {
        return new CsvRows(text).rows();
    }

    private List<List<Cell>> rows() {
        List<List<Cell>> rows = new ArrayList<>();
        while (next < text.length()) {
            List<Cell> row = row();
            if (row.size() > 1 || row.get(0).quoted() || !row.get(0).text().isBlank()) {
                rows.add(row);
            }
        }
        return rows;
    }

    private List<Cell> row() {
        List<Cell> cells = new ArrayList<>();
        while (true) {
            cells.add(cell());
            char end = next < text.length() ? text.charAt(next++) : '\n';
            if (end == '\r' && next < text.length() && text.charAt(next) == '\n') {
                next++;
            }
            if (end != delimiter) {
                return cells;
            }
        }
    }

    private Cell cell() {
        if (next < text.length() && text.charAt(next) == '"') {
            return quoted();
        }
        int start = next;
        while (next < text.length() && !ends(text.charAt(next))) {
            next++;
        }
        return new Cell(text.substring(start, next).strip(), false);
    }

    private Cell quoted() {
        StringBuilder cell = new StringBuilder();
        next++;
        while (next < text.length()) {
            char c = text.charAt(next++);
            if (c != '"') {
                cell.append(c);
            } else if (next < text.length() && text.charAt(next) == '"') {
                cell.append(c);
                next++;
            } else {
                break;
            }
        }
        while (next < text.length() && !ends(text.charAt(next))) {
            cell.append(text.charAt(next++));
        }
        return new Cell(cell.toString(), true);
    }

    private boolean ends(char c) {
        return c == delimiter || c == '\n' || c == '\r';
    }

    /** The one of the usual delimiters that the first line has most of, outside of quotes. */
    private static char delimiter(String text) {
        int[] counts = new int[3];
        boolean quoted = false;
        for (int i = 0; i < text.length() && (quoted || text.charAt(i) != '\n'); i++) {
            char c = text.charAt(i);
            quoted ^= c == '"';
            int at = quoted ? -1 : ",;\t".indexOf(c);
            if (at >= 0) {
                counts[at]++;
            }
        }
        int best = 0;
        for (int i = 1; i < counts.length; i++) {
            best = counts[i] > counts[best] ? i : best;
        }
        return ",;\t".charAt(best);
    }
}
