package io.pipit.core.block.engine.function;

/** The Soundex code as MySQL and the dialect give it: four characters. */
final class Soundex {
    private static final String CODES = "01230120022455012623010202";

    private Soundex() {}

    static String of(String text) {
        StringBuilder out = new StringBuilder();
        char last = '0';
        for (int i = 0; i < text.length() && out.length() < 4; i++) {
            char c = text.charAt(i);
            char upper = c >= 'a' && c <= 'z' ? (char) (c - 32) : c;
            if (upper < 'A' || upper > 'Z') {
                continue;
            }
            char code = CODES.charAt(upper - 'A');
            if (out.isEmpty()) {
                out.append(upper);
            } else if (code != '0' && code != last) {
                out.append(code);
            }
            last = code;
        }
        return (out + "0000").substring(0, 4);
    }
}
