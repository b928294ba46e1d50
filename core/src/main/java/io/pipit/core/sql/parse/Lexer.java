package io.pipit.core.sql.parse;

import io.pipit.core.error.SourcePosition;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.parse.Token.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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
        } else if (bytesAhead(c)) {
            bytes();
        } else if (c == '$' && heredoc()) {
            return;
        } else if (Character.isLetter(c) || c == '_' || c == '$') {
            name();
        } else if (c == '\'' || c == '\u2018') {
            quoted(c == '\'' ? c : '\u2019', Kind.STRING);
        } else if (c == '`' || c == '"' || c == '\u201c') {
            quoted(c == '\u201c' ? '\u201d' : c, Kind.QUOTED_NAME);
        } else {
            operator();
        }
    }

    /** Whether {@code x'41'} or {@code b'01000001'} starts here. */
    private boolean bytesAhead(char c) {
        return (c == 'x' || c == 'X' || c == 'b' || c == 'B') && nextIs('\'');
    }

    private void bytes() {
        int start = at;
        SourcePosition where = position();
        boolean hex = Character.toLowerCase(text.charAt(at)) == 'x';
        int end = text.indexOf('\'', at + 2);
        String digits = end < 0 ? "" : text.substring(at + 2, end);
        if (end < 0 || !digits.matches(hex ? "[0-9A-Fa-f]*" : "[01]*")) {
            throw SqlErrors.syntax(
                    where,
                    hex
                            ? "Only hexadecimal digits may stand in x'...'."
                            : "Only the digits 0 and 1 may stand in b'...'.");
        }
        int width = hex ? 2 : 8;
        int missing = (width - digits.length() % width) % width;
        String padded = "0".repeat(missing) + digits;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < padded.length(); i += width) {
            out.write(Integer.parseInt(padded.substring(i, i + width), hex ? 16 : 2));
        }
        at = end + 1;
        tokens.add(new Token(Kind.STRING, decoded(out.toByteArray()), where, start, at));
    }

    /** {@code $tag$ any text $tag$}. */
    private boolean heredoc() {
        int tagEnd = at + 1;
        while (tagEnd < text.length()
                && (Character.isLetterOrDigit(text.charAt(tagEnd)) || text.charAt(tagEnd) == '_')) {
            tagEnd++;
        }
        if (tagEnd >= text.length() || text.charAt(tagEnd) != '$') {
            return false;
        }
        String tag = text.substring(at, tagEnd + 1);
        int end = text.indexOf(tag, tagEnd + 1);
        if (end < 0) {
            throw SqlErrors.syntax(position(), "The text that starts here has no end; add " + tag + ".");
        }
        SourcePosition where = position();
        int start = at;
        String value = text.substring(tagEnd + 1, end);
        countLines(at, end);
        at = end + tag.length();
        tokens.add(new Token(Kind.STRING, value, where, start, at));
        return true;
    }

    private void countLines(int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
    }

    /** Bytes as text; what is not UTF-8 is read byte by byte, since texts are held as UTF-8. */
    private static String decoded(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
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
            } else if (text.startsWith("--", at)
                    || text.startsWith("//", at)
                    || (c == '#' && (nextIs(' ') || nextIs('!')))) {
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

    /** Comments may hold comments. */
    private void blockComment() {
        SourcePosition start = position();
        int from = at;
        int open = 0;
        do {
            if (at + 1 >= text.length()) {
                throw SqlErrors.syntax(start, "The comment that starts here has no end; add '*/'.");
            }
            boolean opens = text.startsWith("/*", at);
            boolean closes = text.startsWith("*/", at);
            open += opens ? 1 : closes ? -1 : 0;
            at += opens || closes ? 2 : 1;
        } while (open > 0);
        countLines(from, at);
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
        if (!member && (text.startsWith("0x", at) || text.startsWith("0X", at))) {
            at += 2;
            hexadecimal();
        } else if (!member && (text.startsWith("0b", at) || text.startsWith("0B", at))) {
            at += 2;
            digits();
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

    private void hexadecimal() {
        hexDigits();
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            hexDigits();
        }
        if (at < text.length() && (text.charAt(at) == 'p' || text.charAt(at) == 'P')) {
            int sign = at + 1 < text.length() && (text.charAt(at + 1) == '-' || text.charAt(at + 1) == '+') ? 2 : 1;
            at += sign;
            digits();
        }
    }

    private void hexDigits() {
        while (at < text.length()
                && (Character.digit(text.charAt(at), 16) >= 0
                        || (text.charAt(at) == '_'
                                && at + 1 < text.length()
                                && Character.digit(text.charAt(at + 1), 16) >= 0))) {
            at++;
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
            case 'N' -> {
                // an escape of the dialect that stands for nothing
            }
            case '\\', '\'', '"', '`', '/', '=' -> out.append(c);
            default -> out.append('\\').append(c); // as the dialect does: '\d' in a pattern keeps its backslash
        }
    }

    /** {@code \\xC3\\xA9}: bytes, of which several may make one letter. */
    private void hex(StringBuilder out) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (hexAt(at) && hexAt(at + 1)) {
            bytes.write(Integer.parseInt(text.substring(at, at + 2), 16));
            at += 2;
            if (!text.startsWith("\\x", at) || !hexAt(at + 2) || !hexAt(at + 3)) {
                break;
            }
            at += 2;
        }
        out.append(bytes.size() == 0 ? "\\x" : decoded(bytes.toByteArray()));
    }

    private boolean hexAt(int index) {
        return index < text.length() && Character.digit(text.charAt(index), 16) >= 0;
    }

    private void operator() {
        SourcePosition where = position();
        if (text.charAt(at) == '\u2212') { // the minus of typesetters
            tokens.add(new Token(Kind.OPERATOR, "-", where, at, at + 1));
            at++;
            return;
        }
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
