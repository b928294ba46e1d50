package io.pipit.core.project.table;

import java.util.ArrayList;
import java.util.List;

/** Cuts a text at commas that are neither in brackets nor in quotes, and drops comments. */
public final class Pieces {
    /**
     * A piece between two commas.
     *
     * @param text without blanks around it
     * @param line on which it starts, counted from the text's first line, from 0
     */
    public record Piece(String text, int line) {}

    private final String text;
    private final List<Piece> pieces = new ArrayList<>();
    private final StringBuilder current = new StringBuilder();
    private int line;
    private int startLine = -1;

    private Pieces(String text) {
        this.text = text;
    }

    /** The pieces; empty ones, as after a last comma, are left out. */
    public static List<Piece> of(String text) {
        Pieces pieces = new Pieces(text);
        pieces.cut();
        return pieces.pieces;
    }

    private void cut() {
        int depth = 0;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (commentAt(i)) {
                i = endOfLine(i);
                continue;
            }
            if (c == '\'' || c == '"' || c == '`') {
                int end = afterQuote(i);
                take(text.substring(i, end));
                i = end;
                continue;
            }
            depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
            if (c == ',' && depth <= 0) {
                end();
            } else {
                take(String.valueOf(c));
            }
            i++;
        }
        end();
    }

    private void take(String part) {
        if (startLine < 0 && !part.isBlank()) {
            startLine = line;
        }
        current.append(part);
        line += (int) part.chars().filter(c -> c == '\n').count();
    }

    private void end() {
        String piece = current.toString().strip();
        if (!piece.isEmpty()) {
            pieces.add(new Piece(piece, startLine));
        }
        current.setLength(0);
        startLine = -1;
    }

    private boolean commentAt(int i) {
        boolean starts = text.charAt(i) == '#' || text.startsWith("--", i);
        return starts && (i == 0 || Character.isWhitespace(text.charAt(i - 1)) || text.charAt(i - 1) == ',');
    }

    private int endOfLine(int i) {
        int end = text.indexOf('\n', i);
        return end < 0 ? text.length() : end;
    }

    private int afterQuote(int start) {
        char quote = text.charAt(start);
        for (int i = start + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == quote) {
                return i + 1;
            }
        }
        return text.length();
    }
}
