package io.pipit.serving.lambda;

import io.pipit.core.project.lambda.LambdaBudget;

/**
 * What a query may spend on keeping a target fresh; over it, the target is read as its last run left it.
 *
 * @param millis of each computation
 * @param budget of rows
 */
public record LambdaLimits(long millis, LambdaBudget budget) {
    /** Five seconds, and two million rows in each table that is made on the way. */
    public static final LambdaLimits STANDARD = of(5_000, 2_000_000);

    private static final double WHOLE_SHARE = 0.5;

    /** So many milliseconds, and rows in each table that is made on the way. */
    public static LambdaLimits of(long millis, long rows) {
        return new LambdaLimits(millis, new LambdaBudget(rows, WHOLE_SHARE));
    }
}
