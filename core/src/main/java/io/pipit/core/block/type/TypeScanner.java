package io.pipit.core.block.type;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;

/** Walks over the text of a type, past blanks and line breaks. */
final class TypeScanner {
    private static final int SHOWN_CHARACTERS = 200;

    private final String text;
    private final int from;
    private int at;

    TypeScanner(String text, int from) {
        this.text = text;
        this.from = from;
        this.at = from;
    }

    /** Index behind what was read last. */
    int position() {
        return at;
    }

    boolean atEnd() {
        skipBlanks();
        return at >= text.length();
    }

    String rest() {
        return text.substring(at).strip();
    }

    /** Whether the whole text is just this. */
    boolean isAll(String part) {
        return text.substring(from).strip().equals(part);
    }

    boolean accept(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    void expect(char c, String rule) {
        if (!accept(c)) {
            throw error("expected '" + c + "' " + foundHere() + ": " + rule);
        }
    }

    /** A bare name, or one in backticks or double quotes. */
    String name(String what) {
        char first = peek();
        if (first == '`' || first == '"') {
            return quotedBy(first);
        }
        int start = at;
        while (at < text.length() && isNamePart(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw error("expected " + what + " " + foundHere());
        }
        return text.substring(start, at);
    }

    /** Whether a name stands here that is followed by another one: a member's name before its type. */
    boolean memberNameAhead() {
        char first = peek();
        if (first == '`' || first == '"') {
            return true;
        }
        int start = at;
        while (at < text.length() && isNamePart(text.charAt(at))) {
            at++;
        }
        char behind = peek();
        at = start;
        return isNamePart(behind) || behind == '`';
    }

    boolean numberAhead() {
        char c = peek();
        return (c >= '0' && c <= '9') || c == '-';
    }

    int number(int least, int most, String what) {
        int start = skipBlanks();
        accept('-');
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        String digits = text.substring(start, at);
        if (digits.isEmpty() || digits.equals("-")) {
            throw error("expected " + what + " " + foundHere());
        }
        long value = digits.length() > 9 ? Long.MAX_VALUE : Long.parseLong(digits);
        if (value < least || value > most) {
            throw error(what + " lies between " + least + " and " + most + ", not at " + digits);
        }
        return (int) value;
    }

    /** A text in single quotes. */
    String quoted(String what) {
        if (peek() != '\'') {
            throw error("expected " + what + " " + foundHere());
        }
        return quotedBy('\'');
    }

    /** A parameter as written: a number, or a text in quotes. */
    String literal() {
        if (peek() == '\'') {
            return "'" + quotedBy('\'').replace("\\", "\\\\").replace("'", "\\'") + "'";
        }
        return name("a number");
    }

    /** Passes the version number that some tools write before an aggregate's name. */
    void skipVersion() {
        if (numberAhead()) {
            number(0, Integer.MAX_VALUE, "a version");
            expect(',', "the name of an aggregate function follows its version");
        }
    }

    /** Passes everything up to the bracket that closes the one just read. */
    void skipToClosing() {
        int depth = 1;
        while (depth > 0) {
            char c = peek();
            if (c == 0) {
                throw error("a closing bracket is missing");
            } else if (c == '\'' || c == '`' || c == '"') {
                quotedBy(c);
                continue;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            at++;
        }
    }

    String shortText() {
        String all = text.substring(from).strip().replaceAll("\\s+", " ");
        return all.length() <= SHOWN_CHARACTERS ? all : all.substring(0, SHOWN_CHARACTERS) + "…";
    }

    PipitException error(String problem) {
        return new PipitException(
                ErrorCode.UNKNOWN_TYPE,
                "The type '" + shortText() + "' cannot be read: " + problem
                        + (problem.endsWith(".") || problem.endsWith("?") ? "" : "."));
    }

    private String quotedBy(char quote) {
        StringBuilder out = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean doubled = c == quote && at + 1 < text.length() && text.charAt(at + 1) == quote;
            if (c == quote && !doubled) {
                at++;
                return out.toString();
            }
            if ((c == '\\' || doubled) && at + 1 < text.length()) {
                c = text.charAt(++at);
            }
            out.append(c);
        }
        throw error("a closing " + quote + " is missing");
    }

    private String foundHere() {
        char c = peek();
        return c == 0 ? "at the end" : "where '" + c + "' stands";
    }

    private char peek() {
        skipBlanks();
        return at < text.length() ? text.charAt(at) : 0;
    }

    private int skipBlanks() {
        while (at < text.length() && (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == '\u00A0')) {
            at++;
        }
        return at;
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.';
    }
}
