package io.pipit.core.sql.format;

import io.pipit.core.sql.format.Piece.Gap;
import io.pipit.core.sql.format.Piece.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts SQL into pieces; comments and, in a template, tags are pieces too. */
final class PieceReader {
    private static final List<String> SYMBOLS = List.of(
            "<=>", "::", "->", "||", "<=", ">=", "<>", "!=", "==", ",", ";", ".", "+", "-", "*", "/", "%", "=", "<",
            ">", "?", ":", "!", "@", "^", "&", "|");

    private final String text;
    private final boolean template;
    private final List<Piece> pieces = new ArrayList<>();
    private int at;

    private PieceReader(String text, boolean template) {
        this.text = text;
        this.template = template;
    }

    /**
     * The pieces of a text.
     *
     * @param template whether tags are tags; otherwise braces are those of a map
     */
    static List<Piece> read(String text, boolean template) {
        return new PieceReader(text, template).read();
    }

    private List<Piece> read() {
        while (true) {
            Gap gap = gap();
            if (at >= text.length()) {
                return pieces;
            }
            int start = at;
            Kind kind = piece();
            add(kind, text.substring(start, at), gap);
        }
    }

    private void add(Kind kind, String piece, Gap gap) {
        Piece last = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
        boolean touches = gap == Gap.NONE && last != null;
        boolean tags = kind == Kind.VALUE_TAG || kind == Kind.BLOCK_TAG || last != null && last.tag();
        Piece next = new Piece(kind, kind == Kind.LINE_COMMENT ? piece.stripTrailing() : piece, gap, false);
        boolean glued = touches && tags && last.wordLike() && next.wordLike();
        // a.{{x}} and {{x}}.a are names, too
        glued |= touches && tags && (next.symbol(".") || last.symbol("."));
        pieces.add(new Piece(next.kind(), next.text(), gap, glued));
    }

    private Gap gap() {
        int lines = 0;
        int start = at;
        while (at < text.length() && (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == '\u00A0')) {
            lines += text.charAt(at) == '\n' ? 1 : 0;
            at++;
        }
        return lines > 1 ? Gap.EMPTY_LINE : lines == 1 ? Gap.LINE : at > start ? Gap.BLANK : Gap.NONE;
    }

    private Kind piece() {
        char c = text.charAt(at);
        if (template && tagAt(at)) {
            char kind = text.charAt(at + 1);
            skipTag();
            return kind == '{' ? Kind.VALUE_TAG : kind == '%' ? Kind.BLOCK_TAG : Kind.COMMENT;
        } else if (text.startsWith("--", at)) {
            skipLine();
            return Kind.LINE_COMMENT;
        } else if (text.startsWith("/*", at)) {
            skipTo("*/", "The comment");
            return Kind.COMMENT;
        } else if (c == '\'') {
            skipQuoted(c);
            return Kind.STRING;
        } else if (c == '"' || c == '`') {
            skipQuoted(c);
            return Kind.QUOTED_NAME;
        } else if (Character.isDigit(c)) {
            skipNumber();
            return Kind.NUMBER;
        } else if (Character.isLetter(c) || c == '_' || c == '$') {
            skipWord();
            return Kind.WORD;
        }
        return symbol(c);
    }

    private Kind symbol(char c) {
        if ("([{".indexOf(c) >= 0) {
            at++;
            return Kind.OPEN;
        } else if (")]}".indexOf(c) >= 0) {
            at++;
            return Kind.CLOSE;
        }
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, at)) {
                at += symbol.length();
                return Kind.SYMBOL;
            }
        }
        throw new UnformattableException("'" + c + "' is no SQL");
    }

    private boolean tagAt(int index) {
        return index + 1 < text.length() && text.charAt(index) == '{' && "{%#".indexOf(text.charAt(index + 1)) >= 0;
    }

    /** To the end of a tag: quotes within it may hold what looks like its end. */
    private void skipTag() {
        char kind = text.charAt(at + 1);
        String end = kind == '{' ? "}}" : kind + "}";
        int start = at;
        at += 2;
        int braces = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (kind == '{' && c == '}' && braces > 0) {
                braces--;
                at++;
            } else if (text.startsWith(end, at)) {
                at += 2;
                return;
            } else if (kind != '#' && (c == '\'' || c == '"')) {
                skipQuoted(c);
            } else {
                braces += kind == '{' && c == '{' ? 1 : 0;
                at++;
            }
        }
        throw new UnformattableException(
                "the tag " + text.substring(start, Math.min(start + 20, text.length())) + "… has no end");
    }

    private void skipLine() {
        while (at < text.length() && text.charAt(at) != '\n') {
            if (template && tagAt(at)) {
                skipTag();
            } else {
                at++;
            }
        }
    }

    private void skipTo(String end, String what) {
        int found = text.indexOf(end, at + 2);
        if (found < 0) {
            throw new UnformattableException(what + " has no end");
        }
        at = found + end.length();
    }

    private void skipQuoted(char quote) {
        int start = at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '\\' && at < text.length()) {
                at++;
            } else if (c == quote) {
                if (at < text.length() && text.charAt(at) == quote) {
                    at++;
                } else {
                    return;
                }
            }
        }
        throw new UnformattableException(
                "the quote " + text.substring(start, Math.min(start + 20, text.length())) + "… has no end");
    }

    private void skipNumber() {
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean exponentSign = (c == '+' || c == '-')
                    && "eE".indexOf(text.charAt(at - 1)) >= 0
                    && !text.startsWith("0x", Math.max(0, at - 2));
            if (!Character.isLetterOrDigit(c) && c != '_' && c != '.' && !exponentSign) {
                return;
            }
            at++;
        }
    }

    private void skipWord() {
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_' || text.charAt(at) == '$')) {
            at++;
        }
    }
}
