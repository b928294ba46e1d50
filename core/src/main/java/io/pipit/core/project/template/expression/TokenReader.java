package io.pipit.core.project.template.expression;

import io.pipit.core.error.PipitException;
import io.pipit.core.project.template.expression.Token.Kind;
import java.util.List;

/** A place among the words of an expression. Not thread-safe. */
class TokenReader {
    private final String text;
    private final List<Token> tokens;
    private int next;

    TokenReader(String text) {
        this.text = text;
        this.tokens = new ExpressionLexer(text).tokens();
    }

    Token peek() {
        return tokens.get(next);
    }

    /** The word after the next one, or the end. */
    Token second() {
        return tokens.get(Math.min(next + 1, tokens.size() - 1));
    }

    Token take() {
        Token token = tokens.get(next);
        if (token.kind() != Kind.END) {
            next++;
        }
        return token;
    }

    void back() {
        next--;
    }

    boolean accept(String word) {
        if (peek().is(word)) {
            next++;
            return true;
        }
        return false;
    }

    void expect(String word) {
        if (!accept(word)) {
            throw unexpected("'" + word + "'");
        }
    }

    String name(String expected) {
        if (peek().kind() != Kind.NAME) {
            throw unexpected(expected);
        }
        return take().text();
    }

    PipitException unexpected(String expected) {
        Token token = peek();
        String found = token.kind() == Kind.END ? "the end" : "'" + token.text() + "'";
        return TemplateErrors.template("Found " + found + " where " + expected + " was expected, in: "
                + text.strip().replaceAll("\\s+", " "));
    }
}
