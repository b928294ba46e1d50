package io.pipit.core.block.engine.function;

/** The distribution of Student, by the continued fraction of the incomplete beta function. */
final class StudentDistribution {
    private static final double EPSILON = 1e-16;
    private static final double TINY = 1e-300;
    private static final int MOST_TERMS = 10_000;
    private static final int HALVINGS = 200;
    /** Of Lanczos' approximation of the gamma function, g = 7. */
    private static final double[] LANCZOS = {
        0.99999999999980993,
        676.5203681218851,
        -1259.1392167224028,
        771.32342877765313,
        -176.61502916214059,
        12.507343278686905,
        -0.13857109526572012,
        9.9843695780195716e-6,
        1.5056327351493116e-7
    };

    private final double freedom;

    StudentDistribution(double freedom) {
        this.freedom = freedom;
    }

    /** How likely a value is that is as far from 0 on either side, or farther. */
    double beyond(double t) {
        return beta(freedom / (freedom + t * t), freedom / 2, 0.5);
    }

    /** The value beyond which, on either side, is what lies outside of an interval of this confidence. */
    double limit(double confidence) {
        double low = 0;
        double high = 1;
        while (beyond(high) > 1 - confidence && high < Double.MAX_VALUE / 2) {
            high *= 2;
        }
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (beyond(middle) > 1 - confidence) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    private static double beta(double x, double a, double b) {
        if (x <= 0 || x >= 1) {
            return x <= 0 ? 0 : 1;
        }
        double front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
        return x < (a + 1) / (a + b + 2) ? front * fraction(x, a, b) / a : 1 - front * fraction(1 - x, b, a) / b;
    }

    private static double fraction(double x, double a, double b) {
        double c = 1;
        double d = 1 / far(1 - (a + b) * x / (a + 1));
        double value = d;
        for (int m = 1; m < MOST_TERMS; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / far(1 + even * d);
            c = far(1 + even / c);
            value *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / far(1 + odd * d);
            c = far(1 + odd / c);
            value *= d * c;
            if (Math.abs(d * c - 1) < EPSILON) {
                break;
            }
        }
        return value;
    }

    private static double far(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }

    private static double logGamma(double x) {
        double sum = LANCZOS[0];
        for (int i = 1; i < LANCZOS.length; i++) {
            sum += LANCZOS[i] / (x - 1 + i);
        }
        double t = x + 6.5;
        return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
    }
}
