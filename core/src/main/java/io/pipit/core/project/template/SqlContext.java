package io.pipit.core.project.template;

/** Follows the author's SQL to tell where a value would come to stand. Not thread-safe. */
final class SqlContext {
    /** Where the text has got to. */
    enum Place {
        CODE,
        TEXT,
        QUOTED_NAME,
        BACKTICKS,
        LINE_COMMENT,
        BLOCK_COMMENT
    }

    private Place place = Place.CODE;
    private boolean escaped;
    private char last;

    SqlContext() {}

    SqlContext(SqlContext other) {
        this.place = other.place;
        this.escaped = other.escaped;
        this.last = other.last;
    }

    Place place() {
        return place;
    }

    /** More of the author's text. */
    void follow(String text) {
        for (int i = 0; i < text.length(); i++) {
            follow(text.charAt(i));
        }
    }

    /** A value that stands for itself: nothing before it joins with what comes after it. */
    void value() {
        last = ' ';
    }

    private void follow(char c) {
        char before = last;
        last = c;
        switch (place) {
            case CODE -> code(c, before);
            case TEXT -> quote(c, '\'');
            case QUOTED_NAME -> quote(c, '"');
            case BACKTICKS -> quote(c, '`');
            case LINE_COMMENT -> {
                if (c == '\n') {
                    place = Place.CODE;
                }
            }
            default -> {
                if (before == '*' && c == '/') {
                    place = Place.CODE;
                    last = ' ';
                }
            }
        }
    }

    private void code(char c, char before) {
        if (c == '\'') {
            place = Place.TEXT;
        } else if (c == '"') {
            place = Place.QUOTED_NAME;
        } else if (c == '`') {
            place = Place.BACKTICKS;
        } else if (c == '-' && before == '-') {
            place = Place.LINE_COMMENT;
        } else if (before == '/' && c == '*') {
            place = Place.BLOCK_COMMENT;
            last = ' ';
        }
    }

    private void quote(char c, char end) {
        if (escaped) {
            escaped = false;
        } else if (c == '\\') {
            escaped = true;
        } else if (c == end) {
            place = Place.CODE;
        }
    }
}
