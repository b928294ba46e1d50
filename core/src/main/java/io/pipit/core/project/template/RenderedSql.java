package io.pipit.core.project.template;

import java.util.List;

/**
 * SQL as a template gave it.
 *
 * @param text the SQL
 * @param lines for each line of the text the line of the file that it comes from
 */
public record RenderedSql(String text, List<Integer> lines) {
    /** Copies the list. */
    public RenderedSql {
        lines = List.copyOf(lines);
    }

    /** The line of the file for a line of the text, both from 1. */
    public int sourceLine(int line) {
        return lines.get(Math.max(0, Math.min(line, lines.size()) - 1));
    }
}
