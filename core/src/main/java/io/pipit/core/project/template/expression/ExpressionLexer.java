package io.pipit.core.project.template.expression;

import io.pipit.core.project.template.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Splits an expression into words. */
final class ExpressionLexer {
    private static final List<String> OPERATORS = List.of(
            "**", "//", "==", "!=", "<=", ">=", "<>", "+", "-", "*", "/", "%", "<", ">", "=", "(", ")", "[", "]", "{",
            "}", ",", ":", ".");

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    ExpressionLexer(String text) {
        this.text = text;
    }

    List<Token> tokens() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c) || c == '\u00A0') {
                at++;
            } else if (prefixed()) {
                at++;
                string(text.charAt(at), at - 1, "fF".indexOf(c) >= 0 ? Kind.PATTERN : Kind.STRING);
            } else if (c == '\'' || c == '"') {
                string(c, at, Kind.STRING);
            } else if (Character.isDigit(c) || (c == '.' && digitAt(at + 1))) {
                number();
            } else if (Character.isLetter(c) || c == '_') {
                name();
            } else {
                operator();
            }
        }
        tokens.add(new Token(Kind.END, "", at));
        return tokens;
    }

    private void name() {
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        tokens.add(new Token(Kind.NAME, text.substring(start, at), start));
    }

    private void number() {
        int start = at;
        while (at < text.length() && (digitAt(at) || text.charAt(at) == '.' || text.charAt(at) == '_')) {
            at++;
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            int exponent = at + 1;
            exponent += exponent < text.length() && "+-".indexOf(text.charAt(exponent)) >= 0 ? 1 : 0;
            if (digitAt(exponent)) {
                at = exponent;
                while (digitAt(at)) {
                    at++;
                }
            }
        }
        tokens.add(new Token(Kind.NUMBER, text.substring(start, at).replace("_", ""), start));
    }

    private boolean digitAt(int i) {
        return i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }

    /** Whether a text with a letter before its quotes starts here. */
    private boolean prefixed() {
        return "fFuUbB".indexOf(text.charAt(at)) >= 0
                && at + 1 < text.length()
                && "'\"".indexOf(text.charAt(at + 1)) >= 0;
    }

    private void string(char quote, int start, Kind kind) {
        String triple = String.valueOf(quote).repeat(3);
        String end = text.startsWith(triple, at) ? triple : String.valueOf(quote);
        at += end.length();
        StringBuilder value = new StringBuilder();
        while (!text.startsWith(end, at)) {
            if (at >= text.length()) {
                throw TemplateErrors.template("A text that starts with " + end + " is not closed: "
                        + text.substring(start).strip());
            }
            value.append(text.charAt(at) == '\\' ? escaped() : text.charAt(at));
            at++;
        }
        at += end.length();
        tokens.add(new Token(kind, value.toString(), start));
    }

    private String escaped() {
        at++;
        char c = at < text.length() ? text.charAt(at) : '\\';
        return switch (c) {
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'r' -> "\r";
            case '\\', '\'', '"' -> String.valueOf(c);
            case '\n' -> "";
            default -> "\\" + c;
        };
    }

    private void operator() {
        for (String operator : OPERATORS) {
            if (text.startsWith(operator, at)) {
                tokens.add(new Token(Kind.OPERATOR, operator, at));
                at += operator.length();
                return;
            }
        }
        throw TemplateErrors.template(
                "The character '" + text.charAt(at) + "' has no meaning in a template expression: " + text.strip());
    }
}
