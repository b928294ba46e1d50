package io.pipit.core.sql.function;

/** Times as numbers. */
final class DateParts {
    private DateParts() {}

    /** Units of 10^-precision seconds since 1970. */
    static String ticks(String sql, int precision) {
        if (precision > 6) {
            long divisor = (long) Math.pow(10, 9 - precision);
            return divisor == 1 ? "epoch_ns(" + sql + ")" : "(epoch_ns(" + sql + ") // " + divisor + ")";
        }
        long divisor = (long) Math.pow(10, 6 - precision);
        return divisor == 1
                ? "epoch_us(" + sql + ")"
                : "((epoch_us(" + sql + ") - (epoch_us(" + sql + ") % " + divisor + " + " + divisor + ") % " + divisor
                        + ") // " + divisor + ")";
    }
}
