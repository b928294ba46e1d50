package io.pipit.core.sql.format;

/** Template tags on one line where that is possible, with one blank inside their braces. */
final class Tags {
    private static final int WIDEST = 110;

    private Tags() {}

    static String plain(String tag) {
        String open = tag.substring(0, 2);
        String close = tag.substring(tag.length() - 2);
        String inside = tag.substring(2, tag.length() - 2).strip();
        String line = inside.indexOf('\n') < 0 ? inside : oneLine(inside);
        if (open.length() + line.length() > WIDEST && inside.indexOf('\n') >= 0) {
            return tag;
        }
        return open + ' ' + line + ' ' + close;
    }

    /** White space outside of quotes means nothing in an expression. */
    private static String oneLine(String inside) {
        StringBuilder out = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < inside.length(); i++) {
            char c = inside.charAt(i);
            if (quote != 0) {
                if (c == '\n') {
                    return inside; // a text of several lines stays one
                }
                out.append(c);
                if (c == '\\' && i + 1 < inside.length()) {
                    out.append(inside.charAt(++i));
                } else if (c == quote) {
                    quote = 0;
                }
            } else if (Character.isWhitespace(c)) {
                boolean needless = out.isEmpty() || " ([".indexOf(out.charAt(out.length() - 1)) >= 0;
                out.append(needless ? "" : " ");
            } else {
                boolean closes = ")],".indexOf(c) >= 0 && !out.isEmpty() && out.charAt(out.length() - 1) == ' ';
                if (closes) {
                    out.setLength(out.length() - 1);
                }
                quote = c == '\'' || c == '"' ? c : 0;
                out.append(c);
            }
        }
        return out.toString();
    }
}
