package io.pipit.core.block.engine.function;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Tests of whether two samples are of one distribution. Results are texts of structs, which the engine casts. */
final class SignificanceTests {
    private SignificanceTests() {}

    /**
     * The tests of Student and Welch.
     *
     * @param a {@code welch} or {@code student}; size, mean and variance of the first sample, then of the second; the level of
     *     confidence, or the empty text
     */
    static String means(String[] a) {
        double n0 = number(a[1]);
        double n1 = number(a[4]);
        double v0 = number(a[3]);
        double v1 = number(a[6]);
        double difference = number(a[2]) - number(a[5]);
        boolean welch = a[0].equals("welch");
        double pooled = ((n0 - 1) * v0 + (n1 - 1) * v1) / (n0 + n1 - 2);
        double squared = welch ? v0 / n0 + v1 / n1 : pooled * (1 / n0 + 1 / n1);
        double freedom = welch
                ? squared * squared / (v0 * v0 / (n0 * n0 * (n0 - 1)) + v1 * v1 / (n1 * n1 * (n1 - 1)))
                : n0 + n1 - 2;
        double error = Math.sqrt(squared);
        boolean known = n0 >= 2 && n1 >= 2 && error > 0;
        double t = known ? difference / error : Double.NaN;
        StudentDistribution student = new StudentDistribution(freedom);
        String result = "{'t_statistic': " + t + ", 'p_value': " + (known ? student.beyond(t) : Double.NaN);
        if (!a[7].isEmpty()) {
            // the interval is that of samples with variances of their own in both tests, as in the engine that defined
            // them
            double apart = Math.sqrt(v0 / n0 + v1 / n1);
            double reach = known ? student.limit(Double.parseDouble(a[7])) * apart : Double.NaN;
            result += ", 'confidence_interval_low': " + (difference - reach) + ", 'confidence_interval_high': "
                    + (difference + reach);
        }
        return result + "}";
    }

    private static double number(String text) {
        return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
    }

    /** A value, and whether it is of the second sample. */
    private record Value(double value, boolean second) {}

    /**
     * The test of Mann, Whitney and Wilcoxon.
     *
     * @param a values and samples as {@code 1.5:0,2:1}; {@code two-sided}, {@code less} or {@code greater}; whether steps are smoothed
     */
    static String ranks(String[] a) {
        List<Value> values = new ArrayList<>();
        for (String pair : a[0].isEmpty() ? new String[0] : a[0].split(",")) {
            int colon = pair.indexOf(':');
            values.add(new Value(
                    Double.parseDouble(pair.substring(0, colon)),
                    !pair.substring(colon + 1).equals("0")));
        }
        values.sort(Comparator.comparingDouble(Value::value));
        double n = values.size();
        double second = values.stream().filter(Value::second).count();
        double first = n - second;
        if (first == 0 || second == 0) {
            throw new IllegalArgumentException("mannWhitneyUTest needs values of both samples");
        }
        double ranks = 0;
        double ties = 0;
        for (int from = 0; from < values.size(); ) {
            int to = from + 1;
            while (to < values.size()
                    && values.get(to).value() == values.get(from).value()) {
                to++;
            }
            double size = to - from;
            ties += size * size * size - size;
            ranks += values.subList(from, to).stream().filter(v -> !v.second()).count() * (from + 1 + to) / 2.0;
            from = to;
        }
        double u1 = first * second + first * (first + 1) / 2 - ranks;
        double u2 = first * second - u1;
        double tied = 1 - ties / (n * n * n - n);
        double deviation = Math.sqrt(tied * first * second * (n + 1) / 12);
        double middle = first * second / 2 + (a[2].equals("0") ? 0 : 0.5);
        double u = a[1].equals("greater") ? u2 : a[1].equals("less") ? u1 : Math.max(u1, u2);
        double z = (u - middle) / deviation;
        double p = a[1].equals("two-sided")
                ? ErrorFunction.complement(Math.abs(z) / Math.sqrt(2))
                : ErrorFunction.complement(z / Math.sqrt(2)) / 2;
        return "{'u_statistic': " + u2 + ", 'p_value': " + p + "}";
    }
}
