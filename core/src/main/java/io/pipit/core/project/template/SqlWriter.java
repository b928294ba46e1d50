package io.pipit.core.project.template;

import io.pipit.core.project.template.SqlContext.Place;
import io.pipit.core.project.template.expression.TemplateErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Puts SQL together from the author's text and from values, and keeps account of lines. Not thread-safe. */
final class SqlWriter {
    private static final int MAX_LENGTH = 1_000_000;

    private final StringBuilder out = new StringBuilder();
    private final List<Integer> lines = new ArrayList<>();
    private final SqlContext context = new SqlContext();
    private boolean blankLine = true;
    private boolean afterValue;

    SqlWriter(int firstLine) {
        lines.add(firstLine);
    }

    void text(String text, int firstLine) {
        if (afterValue) {
            separate(text);
        }
        context.follow(text);
        int line = firstLine;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                line++;
                lines.add(line);
                blankLine = true;
            } else if (blankLine && !Character.isWhitespace(c)) {
                lines.set(lines.size() - 1, line);
                blankLine = false;
            }
        }
        append(text);
        afterValue = afterValue && text.isEmpty();
    }

    /** Whether a value may be written here; in a comment it is left out. */
    boolean wantsValue() {
        Place place = context.place();
        if (place == Place.CODE) {
            return true;
        } else if (place == Place.LINE_COMMENT || place == Place.BLOCK_COMMENT) {
            return false;
        }
        throw TemplateErrors.template(
                "{{ }} stands inside quotes; remove them: values are quoted when they are printed.");
    }

    void value(String sql, int line) {
        if (sql.isEmpty()) {
            return;
        }
        separate(sql);
        if (blankLine) {
            lines.set(lines.size() - 1, line);
            blankLine = false;
        }
        context.value();
        append(sql);
        afterValue = true;
    }

    RenderedSql rendered(Set<Long> branches) {
        return new RenderedSql(out.toString(), lines, branches);
    }

    /** Where a value takes part, two quotes in a row would be read as one text, two signs as a comment. */
    private void separate(String next) {
        if (out.length() > 0 && !next.isEmpty()) {
            char before = out.charAt(out.length() - 1);
            if (before == next.charAt(0) && "'\"`-".indexOf(before) >= 0) {
                out.append(' ');
            }
        }
    }

    private void append(String text) {
        if (out.length() + text.length() > MAX_LENGTH) {
            throw TemplateErrors.template("The template makes a query of more than " + MAX_LENGTH + " characters.");
        }
        out.append(text);
    }
}
