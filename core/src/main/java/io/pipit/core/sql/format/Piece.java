package io.pipit.core.sql.format;

import java.util.Locale;

/**
 * A piece of SQL text that is moved as a whole.
 *
 * @param kind what it is
 * @param text as written
 * @param gap what white space stands before it
 * @param glued whether white space before it would change what a template makes of it
 */
record Piece(Kind kind, String text, Gap gap, boolean glued) {
    /** What a piece is. */
    enum Kind {
        WORD,
        NUMBER,
        STRING,
        QUOTED_NAME,
        SYMBOL,
        OPEN,
        CLOSE,
        /** <code>{{ value }}</code>. */
        VALUE_TAG,
        /** <code>{% statement %}</code>. */
        BLOCK_TAG,
        /** To the end of the line. */
        LINE_COMMENT,
        /** SQL's or the template's, with an end of its own. */
        COMMENT
    }

    /** White space before a piece. */
    enum Gap {
        NONE,
        BLANK,
        LINE,
        EMPTY_LINE;

        boolean breaks() {
            return this == LINE || this == EMPTY_LINE;
        }
    }

    /** Whether it is this keyword, in any case. */
    boolean is(String keyword) {
        return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
    }

    String upper() {
        return kind == Kind.WORD ? text.toUpperCase(Locale.ROOT) : "";
    }

    boolean symbol(String symbol) {
        return (kind == Kind.SYMBOL || kind == Kind.OPEN || kind == Kind.CLOSE) && text.equals(symbol);
    }

    /** Whether nothing else may follow or precede on the line. */
    boolean ownLine() {
        return kind == Kind.BLOCK_TAG && !glued || kind == Kind.LINE_COMMENT;
    }

    boolean comment() {
        return kind == Kind.LINE_COMMENT || kind == Kind.COMMENT;
    }

    boolean tag() {
        return kind == Kind.VALUE_TAG || kind == Kind.BLOCK_TAG;
    }

    /** Whether two of them side by side become one when the white space between them goes. */
    boolean wordLike() {
        return switch (kind) {
            case WORD, NUMBER, STRING, QUOTED_NAME, VALUE_TAG, BLOCK_TAG -> true;
            default -> false;
        };
    }
}
