package io.pipit.core.block.engine.function;

/** The error function by its series and its continued fraction. */
final class ErrorFunction {
    private ErrorFunction() {}

    /** 1 less the error function. */
    static double complement(double x) {
        if (x < 0) {
            return 2 - complement(-x);
        } else if (x < 2.5) {
            double term = x;
            double sum = x;
            for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
                term *= -x * x / n;
                sum += term / (2 * n + 1);
                if (n > 200) {
                    break;
                }
            }
            return 1 - 2 / Math.sqrt(Math.PI) * sum;
        }
        double fraction = 0;
        for (int n = 60; n > 0; n--) {
            fraction = n / 2.0 / (x + fraction);
        }
        return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
    }
}
