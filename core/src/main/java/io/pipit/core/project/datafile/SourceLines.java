package io.pipit.core.project.datafile;

import java.util.List;

/** A text as lines, whatever ends them, with odd blanks made plain. */
final class SourceLines {
    private SourceLines() {}

    /** Lines of a text without their ends: CRLF, CR and LF are taken, a byte order mark at the start is dropped. */
    static List<String> of(String text) {
        String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return List.of(plain.replace("\r\n", "\n").replace('\r', '\n').split("\n", -1));
    }

    /** The line with no-break and zero-width blanks as ordinary ones. */
    static String plain(String line) {
        StringBuilder out = null;
        for (int i = 0; i < line.length(); i++) {
            if (oddBlank(line.charAt(i))) {
                out = out == null ? new StringBuilder(line) : out;
                out.setCharAt(i, ' ');
            }
        }
        return out == null ? line : out.toString();
    }

    /** Whether a character looks like a blank, or like nothing, without being one. */
    static boolean oddBlank(char c) {
        return c == '\u00A0' || c == '\u2007' || c == '\u202F' || c == '\u200B' || c == '\uFEFF';
    }

    /** The number of blanks and tabs that lead a line. */
    static int indent(String line) {
        int i = 0;
        while (i < line.length() && (line.charAt(i) == ' ' || line.charAt(i) == '\t')) {
            i++;
        }
        return i;
    }
}
