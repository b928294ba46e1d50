package io.pipit.core.sql.parse;

import io.pipit.core.sql.parse.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts a script into its statements at the semicolons that stand outside texts, names and comments. */
public final class Statements {
    /** One statement and the line of the script at which it starts. */
    public record Statement(String text, int line) {}

    private Statements() {}

    /**
     * The statements of a script; empty ones are dropped.
     *
     * @throws io.pipit.core.error.PipitException {@code SQL_SYNTAX} for a text or comment that does not end
     */
    public static List<Statement> of(String script, String origin) {
        List<Statement> statements = new ArrayList<>();
        Token first = null;
        for (Token token : new Lexer(script, origin, 1).tokens()) {
            boolean ends = token.kind() == Kind.END || token.text().equals(";") && token.kind() == Kind.OPERATOR;
            if (ends && first != null) {
                statements.add(new Statement(
                        script.substring(first.start(), token.start()),
                        first.position().line()));
                first = null;
            } else if (!ends && first == null) {
                first = token;
            }
        }
        return statements;
    }
}
