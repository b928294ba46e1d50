package io.pipit.core.project.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The columns of a schema, each on a line of its own, with the comments between them. */
final class SchemaFormat {
    private final String text;
    private final List<String> lines = new ArrayList<>();
    private final StringBuilder column = new StringBuilder();
    private int lastColumn = -1;
    private int at;

    private SchemaFormat(String text) {
        this.text = text;
    }

    /** The lines, without indentation; empty when a comment stands within a column. */
    static Optional<List<String>> of(String schema) {
        SchemaFormat format = new SchemaFormat(schema);
        return format.read() ? Optional.of(format.lines) : Optional.empty();
    }

    private boolean read() {
        int depth = 0;
        boolean blank = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#' || text.startsWith("--", at)) {
                if (!column.isEmpty() || depth > 0 || !atLineStart()) {
                    return false;
                }
                comment();
                continue;
            }
            if (c == '\'' || c == '"' || c == '`') {
                space(blank);
                blank = false;
                quoted(c);
                continue;
            }
            at++;
            if (Character.isWhitespace(c) || c == '\u00A0') {
                blank = true;
                continue;
            }
            depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
            if (c == ',' && depth == 0) {
                end();
            } else {
                boolean tight = c == ','
                        || c == ')'
                        || c == ']'
                        || c == '('
                        || !column.isEmpty() && "([".indexOf(column.charAt(column.length() - 1)) >= 0;
                space(blank && !tight || depth > 0 && c != ')' && afterComma());
                column.append(c);
            }
            blank = false;
        }
        end();
        return depth == 0;
    }

    private boolean afterComma() {
        return !column.isEmpty() && column.charAt(column.length() - 1) == ',';
    }

    private void space(boolean blank) {
        if ((blank || afterComma())
                && !column.isEmpty()
                && column.charAt(column.length() - 1) != ' '
                && "([".indexOf(column.charAt(column.length() - 1)) < 0) {
            column.append(' ');
        }
    }

    private void end() {
        if (!column.isEmpty()) {
            if (lastColumn >= 0) {
                lines.set(lastColumn, lines.get(lastColumn) + ",");
            }
            lastColumn = lines.size();
            lines.add(column.toString().strip());
            column.setLength(0);
        }
    }

    private boolean atLineStart() {
        int i = at - 1;
        while (i >= 0 && text.charAt(i) != '\n') {
            if (!Character.isWhitespace(text.charAt(i))) {
                return false;
            }
            i--;
        }
        return true;
    }

    private void comment() {
        int end = text.indexOf('\n', at);
        end = end < 0 ? text.length() : end;
        lines.add(text.substring(at, end).strip());
        at = end;
    }

    private void quoted(char quote) {
        int start = at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '\\' && at < text.length()) {
                at++;
            } else if (c == quote) {
                break;
            }
        }
        column.append(text, start, at);
    }
}
