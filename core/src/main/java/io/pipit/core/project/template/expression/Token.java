package io.pipit.core.project.template.expression;

/** A word of an expression. Strings carry their value, everything else its text. */
record Token(Kind kind, String text, int start) {
    enum Kind {
        NAME,
        NUMBER,
        STRING,
        /** A text with expressions in braces, {@code f'…'}. */
        PATTERN,
        OPERATOR,
        END
    }

    boolean is(String operatorOrWord) {
        return (kind == Kind.OPERATOR || kind == Kind.NAME) && text.equals(operatorOrWord);
    }
}
