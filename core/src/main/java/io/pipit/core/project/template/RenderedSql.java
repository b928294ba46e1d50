package io.pipit.core.project.template;

import java.util.List;
import java.util.Set;

/**
 * SQL as a template gave it.
 *
 * @param text the SQL
 * @param lines for each line of the text the line of the file that it comes from
 * @param branches which branches were taken: two renderings that took the same ones differ in values only
 */
public record RenderedSql(String text, List<Integer> lines, Set<Long> branches) {
    /** Copies the collections. */
    public RenderedSql {
        lines = List.copyOf(lines);
        branches = Set.copyOf(branches);
    }

    /** The line of the file for a line of the text, both from 1. */
    public int sourceLine(int line) {
        return lines.get(Math.max(0, Math.min(line, lines.size()) - 1));
    }
}
