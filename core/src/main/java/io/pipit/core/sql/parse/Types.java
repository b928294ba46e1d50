package io.pipit.core.sql.parse;

import io.pipit.core.sql.parse.Token.Kind;
import io.pipit.core.sql.tree.Expression.StringLiteral;

/** Reads types, which the tree keeps as they are written. */
final class Types {
    private final Tokens tokens;

    Types(Tokens tokens) {
        this.tokens = tokens;
    }

    /** A type as written: a name or several words and, where it has parameters, all up to the closing parenthesis. */
    StringLiteral text() {
        Token first = tokens.peek();
        tokens.expectName("a type");
        int end = first.end();
        Token last = first;
        while (true) {
            Token word = tokens.peek();
            if (word.kind() == Kind.NAME && Words.continuesType(last.text(), word.text())) {
                last = tokens.next();
                end = last.end();
            } else if (word.isOperator("(")) {
                end = skipParameters();
                break;
            } else {
                break;
            }
        }
        return new StringLiteral(tokens.text(first.start(), end), first.position());
    }

    private int skipParameters() {
        int open = 0;
        int end;
        do {
            Token token = tokens.next();
            if (token.kind() == Kind.END) {
                throw tokens.expected("')'");
            }
            open += token.isOperator("(") ? 1 : token.isOperator(")") ? -1 : 0;
            end = token.end();
        } while (open > 0);
        return end;
    }
}
