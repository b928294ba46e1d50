package io.pipit.serving.lambda;

import io.pipit.core.block.PositionVector;
import io.pipit.serving.fresh.LeasedTable;
import java.util.List;
import java.util.Optional;

/**
 * How a target is read.
 *
 * @param sql a parenthesised SELECT of its hidden columns and columns, unmerged; the empty text for no rows
 * @param tables of the engine that it names beside those of the snapshot
 * @param rows that were computed
 * @param stale why only the snapshot is read, where that is so
 * @param again whether the state of the source has passed meanwhile, so that the query has to begin again
 */
public record LambdaReading(String sql, List<LeasedTable> tables, long rows, Optional<Stale> stale, boolean again) {
    /**
     * A target that is as fresh as its last run.
     *
     * @param ageMillis since the run; -1 when there was none
     * @param edge what the run counted
     */
    public record Stale(String target, long ageMillis, PositionVector edge, String reason) {}

    /** Copies the list. */
    public LambdaReading {
        tables = List.copyOf(tables);
    }

    static LambdaReading again(String sql) {
        return new LambdaReading(sql, List.of(), 0, Optional.empty(), true);
    }

    static LambdaReading stale(String sql, Stale stale) {
        return new LambdaReading(sql, List.of(), 0, Optional.of(stale), false);
    }
}
