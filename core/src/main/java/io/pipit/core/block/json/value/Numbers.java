package io.pipit.core.block.json.value;

import java.math.BigDecimal;

/** Reads numbers of any size without ever making something huge of a short text such as {@code 1e999999999}. */
final class Numbers {
    private static final int LONGEST = 200;

    private Numbers() {}

    /** The number that a text stands for, or null. */
    static BigDecimal parse(char[] text, int start, int length) {
        int from = start;
        int to = start + length;
        while (from < to && text[from] == ' ') {
            from++;
        }
        while (to > from && text[to - 1] == ' ') {
            to--;
        }
        if (from == to || to - from > LONGEST) {
            return null;
        }
        try {
            return new BigDecimal(text, from, to - from);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** How many digits stand before the decimal point, negative for small fractions. */
    static long digitsBeforePoint(BigDecimal value) {
        return value.signum() == 0 ? 0 : (long) value.precision() - value.scale();
    }
}
