package io.pipit.core.sql.parse;

import io.pipit.core.error.SourcePosition;

/**
 * One token.
 *
 * @param text what it means: a name without quotes, a text without escapes, an operator or number as written
 */
record Token(Kind kind, String text, SourcePosition position, int start, int end) {
    enum Kind {
        NAME,
        QUOTED_NAME,
        NUMBER,
        STRING,
        OPERATOR,
        END
    }

    boolean isOperator(String operator) {
        return kind == Kind.OPERATOR && text.equals(operator);
    }

    boolean isWord(String word) {
        return kind == Kind.NAME && text.equalsIgnoreCase(word);
    }

    /** How an error message names it. */
    String shown() {
        return switch (kind) {
            case END -> "the end of the query";
            case STRING -> "the text '" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "'";
            default -> "'" + text + "'";
        };
    }
}
