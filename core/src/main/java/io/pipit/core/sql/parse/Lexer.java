package io.pipit.core.sql.parse;

import io.pipit.core.error.SourcePosition;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.parse.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts a text into tokens; comments and blanks are dropped. */
final class Lexer {
    private static final List<String> OPERATORS = List.of(
            "<=>", "->", "::", "||", "==", "!=", "<>", "<=", ">=", "(", ")", "[", "]", "{", "}", ",", ".", ";", "+",
            "-", "*", "/", "%", "=", "<", ">", "?", ":", "^", "@");

    private final String text;
    private final String origin;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line;
    private int lineStart;

    Lexer(String text, String origin, int firstLine) {
        this.text = text;
        this.origin = origin;
        this.line = firstLine;
    }

    List<Token> tokens() {
        while (true) {
            skipBlanks();
            if (at >= text.length()) {
                tokens.add(new Token(Kind.END, "", position(), at, at));
                return tokens;
            }
            next();
        }
    }

    private void next() {
        char c = text.charAt(at);
        if (Character.isDigit(c) || (c == '.' && digitAt(at + 1) && !afterValue())) {
            number();
        } else if (Character.isLetter(c) || c == '_' || c == '$') {
            name();
        } else if (c == '\'') {
            quoted('\'', Kind.STRING);
        } else if (c == '`' || c == '"') {
            quoted(c, Kind.QUOTED_NAME);
        } else {
            operator();
        }
    }

    private void skipBlanks() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                at++;
                line++;
                lineStart = at;
            } else if (Character.isWhitespace(c) || c == '\u00a0' || c == '\ufeff') {
                at++;
            } else if (text.startsWith("--", at) || (c == '#' && (nextIs(' ') || nextIs('!')))) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (text.startsWith("/*", at)) {
                blockComment();
            } else {
                return;
            }
        }
    }

    private boolean nextIs(char c) {
        return at + 1 < text.length() && text.charAt(at + 1) == c;
    }

    private void blockComment() {
        SourcePosition start = position();
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
            throw SqlErrors.syntax(start, "The comment that starts here has no end; add '*/'.");
        }
        for (int i = at; i < end; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        at = end + 2;
    }

    private boolean digitAt(int index) {
        return index < text.length() && Character.isDigit(text.charAt(index));
    }

    /** After a value a dot is the access to a member of a tuple, not the start of a number. */
    private boolean afterValue() {
        if (tokens.isEmpty()) {
            return false;
        }
        Token last = tokens.get(tokens.size() - 1);
        boolean member = last.kind() == Kind.NUMBER
                && tokens.size() > 1
                && tokens.get(tokens.size() - 2).isOperator(".");
        return member
                || last.kind() == Kind.QUOTED_NAME
                || last.kind() == Kind.NAME
                || last.isOperator(")")
                || last.isOperator("]");
    }

    private void number() {
        int start = at;
        SourcePosition where = position();
        boolean member = !tokens.isEmpty() && tokens.get(tokens.size() - 1).isOperator(".");
        if (text.startsWith("0x", at) || text.startsWith("0X", at)) {
            at += 2;
            while (at < text.length() && Character.digit(text.charAt(at), 16) >= 0) {
                at++;
            }
        } else {
            digits();
            if (!member) {
                fraction();
            }
        }
        if (at < text.length() && (Character.isLetter(text.charAt(at)) || text.charAt(at) == '_')) {
            while (at < text.length() && namePart(text.charAt(at))) {
                at++;
            }
            throw SqlErrors.syntax(
                    where,
                    "'" + text.substring(start, at) + "' is neither a number nor a name; "
                            + "put a name that starts with a digit in backticks.");
        }
        tokens.add(new Token(Kind.NUMBER, text.substring(start, at).replace("_", ""), where, start, at));
    }

    private void fraction() {
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            digits();
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            int sign = at + 1 < text.length() && (text.charAt(at + 1) == '-' || text.charAt(at + 1) == '+') ? 2 : 1;
            if (digitAt(at + sign)) {
                at += sign;
                digits();
            }
        }
    }

    private void digits() {
        while (at < text.length()
                && (Character.isDigit(text.charAt(at)) || (text.charAt(at) == '_' && digitAt(at + 1)))) {
            at++;
        }
    }

    private void name() {
        int start = at;
        SourcePosition where = position();
        while (at < text.length() && namePart(text.charAt(at))) {
            at++;
        }
        tokens.add(new Token(Kind.NAME, text.substring(start, at), where, start, at));
    }

    private static boolean namePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }

    private void quoted(char quote, Kind kind) {
        int start = at;
        SourcePosition where = position();
        StringBuilder out = new StringBuilder();
        at++;
        while (true) {
            if (at >= text.length()) {
                throw SqlErrors.syntax(where, "The quote that starts here has no end; add " + quote + ".");
            }
            char c = text.charAt(at++);
            if (c == quote && at < text.length() && text.charAt(at) == quote) {
                out.append(quote);
                at++;
            } else if (c == quote) {
                break;
            } else if (c == '\\' && at < text.length()) {
                escape(out);
            } else {
                if (c == '\n') {
                    line++;
                    lineStart = at;
                }
                out.append(c);
            }
        }
        tokens.add(new Token(kind, out.toString(), where, start, at));
    }

    private void escape(StringBuilder out) {
        char c = text.charAt(at++);
        switch (c) {
            case 'n' -> out.append('\n');
            case 't' -> out.append('\t');
            case 'r' -> out.append('\r');
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'a' -> out.append('\u0007');
            case 'v' -> out.append('\u000b');
            case 'e' -> out.append('\u001b');
            case '0' -> out.append('\0');
            case 'x' -> hex(out);
            case '\\', '\'', '"', '`', '/', '=' -> out.append(c);
            default -> out.append('\\').append(c); // as the dialect does: '\d' in a pattern keeps its backslash
        }
    }

    private void hex(StringBuilder out) {
        if (at + 2 <= text.length()
                && Character.digit(text.charAt(at), 16) >= 0
                && Character.digit(text.charAt(at + 1), 16) >= 0) {
            out.append((char) Integer.parseInt(text.substring(at, at + 2), 16));
            at += 2;
        } else {
            out.append("\\x");
        }
    }

    private void operator() {
        SourcePosition where = position();
        for (String operator : OPERATORS) {
            if (text.startsWith(operator, at)) {
                tokens.add(new Token(Kind.OPERATOR, operator, where, at, at + operator.length()));
                at += operator.length();
                return;
            }
        }
        throw SqlErrors.syntax(
                where,
                "The character '" + text.charAt(at) + "' has no meaning here; if it belongs to a text, "
                        + "put the text in single quotes.");
    }

    private SourcePosition position() {
        return new SourcePosition(origin, line, at - lineStart + 1);
    }
}
