package io.pipit.core.sql.parse;

import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import io.pipit.core.error.SourcePosition;
import io.pipit.core.sql.SqlErrors;
import io.pipit.core.sql.parse.Token.Kind;
import java.util.List;
import java.util.Optional;

/** A cursor over tokens, with the errors that a parser needs. */
final class Tokens {
    private static final int MAX_DEPTH = 200;

    private final List<Token> tokens;
    private final String text;
    private int at;
    private int depth;

    Tokens(List<Token> tokens, String text) {
        this.tokens = tokens;
        this.text = text;
    }

    /** A piece of the text that is read. */
    String text(int from, int to) {
        return text.substring(from, to);
    }

    Token peek() {
        return tokens.get(at);
    }

    Token peek(int ahead) {
        return tokens.get(Math.min(at + ahead, tokens.size() - 1));
    }

    Token next() {
        Token token = tokens.get(at);
        if (at < tokens.size() - 1) {
            at++;
        }
        return token;
    }

    SourcePosition position() {
        return peek().position();
    }

    int mark() {
        return at;
    }

    void reset(int mark) {
        at = mark;
    }

    boolean word(String word) {
        return peek().isWord(word);
    }

    /** Whether the next tokens are these words. */
    boolean words(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (!peek(i).isWord(words[i])) {
                return false;
            }
        }
        return true;
    }

    boolean acceptWord(String word) {
        if (word(word)) {
            next();
            return true;
        }
        return false;
    }

    boolean acceptWords(String... words) {
        if (!words(words)) {
            return false;
        }
        at += words.length;
        return true;
    }

    boolean operator(String operator) {
        return peek().isOperator(operator);
    }

    boolean acceptOperator(String operator) {
        if (operator(operator)) {
            next();
            return true;
        }
        return false;
    }

    void expectWord(String word) {
        if (!acceptWord(word)) {
            throw expected(word);
        }
    }

    void expectOperator(String operator) {
        if (!acceptOperator(operator)) {
            throw expected("'" + operator + "'");
        }
    }

    /** A name, quoted or not. */
    String expectName(String what) {
        Kind kind = peek().kind();
        if (kind != Kind.NAME && kind != Kind.QUOTED_NAME) {
            throw expected(what);
        }
        return next().text();
    }

    /** Goes one level down; too deep a text ends in an error instead of a full stack. */
    void enter() {
        if (++depth > MAX_DEPTH) {
            throw error("The query is nested more than " + MAX_DEPTH + " levels deep here; take parts of it out into "
                    + "WITH or into nodes of their own.");
        }
    }

    void leave() {
        depth--;
    }

    PipitException expected(String what) {
        return error("Found " + peek().shown() + " where " + what + " was expected." + misspelt());
    }

    /** A keyword that was perhaps meant by the word here, or by the one before, which was taken for a name. */
    private String misspelt() {
        for (int i = at; i >= Math.max(0, at - 1); i--) {
            Token token = tokens.get(i);
            if (token.kind() == Kind.NAME && token.text().length() > 2 && !Words.keyword(token)) {
                Optional<String> near = NearestName.of(token.text(), Words.KEYWORDS);
                if (near.isPresent()) {
                    return " Did you mean " + near.get() + " instead of '" + token.text() + "'?";
                }
            }
        }
        return "";
    }

    PipitException error(String message) {
        SourcePosition where = position();
        return SqlErrors.syntax(where, message);
    }
}
