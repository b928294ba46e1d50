package io.pipit.serving.format;

import com.fasterxml.jackson.core.io.schubfach.DoubleToDecimal;
import com.fasterxml.jackson.core.io.schubfach.FloatToDecimal;
import java.math.BigDecimal;

/** Numbers as the dialect prints them: the shortest text that reads back as the same number. */
final class Numbers {
    private static final double LEAST_PLAIN = 1e-6;
    private static final double GREATEST_PLAIN = 1e21;

    private Numbers() {}

    /** Whether a number has no digits: NaN or an infinity. */
    static boolean denormal(Object number) {
        return number instanceof Double d && !Double.isFinite(d) || number instanceof Float f && !Float.isFinite(f);
    }

    static void append(StringBuilder out, Number number) {
        if (number instanceof Double d) {
            floating(out, d, Double.isFinite(d) ? DoubleToDecimal.toString(d) : "");
        } else if (number instanceof Float f) {
            floating(out, f, Float.isFinite(f) ? FloatToDecimal.toString(f) : "");
        } else if (number instanceof BigDecimal decimal) {
            // The dialect prints decimals without zeros at the end.
            out.append(
                    decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString());
        } else {
            out.append(number);
        }
    }

    private static void floating(StringBuilder out, double value, String shortest) {
        if (Double.isNaN(value)) {
            out.append("nan");
        } else if (Double.isInfinite(value)) {
            out.append(value > 0 ? "inf" : "-inf");
        } else if (value == 0) {
            out.append(1 / value < 0 ? "-0" : "0");
        } else {
            double size = Math.abs(value);
            if (size >= LEAST_PLAIN && size < GREATEST_PLAIN) {
                out.append(new BigDecimal(shortest).stripTrailingZeros().toPlainString());
            } else {
                scientific(out, shortest);
            }
        }
    }

    private static void scientific(StringBuilder out, String shortest) {
        int e = shortest.indexOf('E');
        String digits = shortest.substring(0, e);
        out.append(digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits);
        out.append('e').append(shortest, e + 1, shortest.length());
    }
}
