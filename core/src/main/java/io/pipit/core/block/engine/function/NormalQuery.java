package io.pipit.core.block.engine.function;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A query with {@code ?} in the place of its literals, {@code ?..} for lists of them, and without comments. */
final class NormalQuery {
    private static final Pattern TOKEN = Pattern.compile(
            "(?<blank>\\s+|--[^\\n]*|#[ !][^\\n]*|/\\*.*?\\*/)"
                    + "|(?<literal>0[xX][0-9a-fA-F]+|(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
                    + "|'(?:\\\\.|''|[^'\\\\])*'|\\$(?<tag>\\w*)\\$.*?\\$\\k<tag>\\$)"
                    + "|(?<name>[A-Za-z_][A-Za-z_0-9]*|`(?:\\\\.|``|[^`\\\\])*`|\"(?:\\\\.|\"\"|[^\"\\\\])*\")"
                    + "|(?<sign>[\\p{Punct}&&[^'\"`]])",
            Pattern.DOTALL);
    private static final Pattern PLAIN = Pattern.compile("[`\"]?[\\w`-]*[`\"]?");
    private static final int DIGITS_OF_A_VALUE = 3;

    private final StringBuilder out = new StringBuilder();
    private final boolean keepsNames;
    private int literals;
    private boolean comma;
    private boolean blank;

    private NormalQuery(boolean keepsNames) {
        this.keepsNames = keepsNames;
    }

    /** The empty text for what has no tokens of a query. */
    static String of(String query, boolean keepsNames) {
        NormalQuery normal = new NormalQuery(keepsNames);
        Matcher token = TOKEN.matcher(query);
        int at = 0;
        while (at < query.length()) {
            if (!token.find() || token.start() != at) {
                return "";
            }
            normal.add(token, query);
            at = token.end();
        }
        normal.between();
        return normal.out.toString();
    }

    private void add(Matcher token, String query) {
        if (token.group("blank") != null) {
            blank = true;
        } else if (token.group("literal") != null) {
            literal();
        } else if (literals > 0 && token.group().equals(",") && !comma) {
            comma = true;
        } else if (comma && token.group().equals("-") && digitAt(query, token.end())) {
            blank = false; // the sign of another literal
        } else {
            between();
            out.append(token.group("name") == null ? token.group() : name(token.group()));
        }
    }

    private static boolean digitAt(String query, int place) {
        return place < query.length() && Character.isDigit(query.charAt(place));
    }

    private void literal() {
        if (literals == 0) {
            between();
            out.append('?');
        }
        literals++;
        comma = false;
        blank = false;
    }

    /** Ends a list of literals; white space is one blank. */
    private void between() {
        out.append(literals > 1 ? ".." : "").append(comma ? "," : "").append(blank && !out.isEmpty() ? " " : "");
        literals = 0;
        comma = false;
        blank = false;
    }

    /** Names with several digits, or odd ones, are taken for made ones. */
    private String name(String name) {
        boolean made = name.chars().filter(Character::isDigit).count() >= DIGITS_OF_A_VALUE
                || !PLAIN.matcher(name).matches();
        return made && !keepsNames ? "`?`" : name;
    }
}
