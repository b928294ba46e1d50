package io.pipit.serving;

import io.pipit.serving.lambda.LambdaLimits;
import java.nio.file.Path;

/**
 * Bounds of a serving process.
 *
 * @param threads of its engine while somebody reads many rows
 * @param memoryLimitBytes bound of the engine's buffer manager
 * @param freshLimitBytes how much the fresh rows may take, in memory and spilled: at 80 % there is an alert, at 100 % the
 *     followers stop advancing
 * @param tempFolder where the engine spills
 * @param concurrentQueries how many queries run at once; others wait for their turn
 * @param queryTimeoutMillis a query that takes longer, waiting included, ends with {@code QUERY_TIMEOUT}
 * @param positionTimeoutMillis how long a query waits for the position that it asks for
 * @param resultLimitBytes bound of one answer
 * @param pollMillis how often the catalog is asked for new snapshots when no notice comes
 * @param lambda what keeping targets of copies fresh may take
 */
public record ServingConfig(
        int threads,
        long memoryLimitBytes,
        long freshLimitBytes,
        Path tempFolder,
        int concurrentQueries,
        long queryTimeoutMillis,
        long positionTimeoutMillis,
        long resultLimitBytes,
        long pollMillis,
        LambdaLimits lambda) {

    /** The same with usual bounds for targets that are kept fresh. */
    public ServingConfig(
            int threads,
            long memoryLimitBytes,
            long freshLimitBytes,
            Path tempFolder,
            int concurrentQueries,
            long queryTimeoutMillis,
            long positionTimeoutMillis,
            long resultLimitBytes,
            long pollMillis) {
        this(
                threads,
                memoryLimitBytes,
                freshLimitBytes,
                tempFolder,
                concurrentQueries,
                queryTimeoutMillis,
                positionTimeoutMillis,
                resultLimitBytes,
                pollMillis,
                LambdaLimits.STANDARD);
    }

    /** What suits a machine of this many cores, with a memory limit for the engine. */
    public static ServingConfig of(Path tempFolder, int cores, long memoryLimitBytes) {
        int atLeastOne = Math.max(1, cores);
        return new ServingConfig(
                atLeastOne,
                memoryLimitBytes,
                memoryLimitBytes * 2,
                tempFolder,
                atLeastOne,
                10_000,
                5_000,
                100L << 20,
                1_000);
    }
}
