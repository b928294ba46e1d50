package io.pipit.speed.source;

import io.pipit.core.block.LogPartition;
import io.pipit.core.log.Attempt;
import io.pipit.core.log.StoredBlock;
import io.pipit.speed.Target;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/** What the source hands on: for each partition first where it starts, then its blocks in order. */
public sealed interface LogInput extends Serializable {
    /**
     * The start of a partition, with the coverage from which it was reckoned. It travels before the blocks so that who
     * skips by coverage and who reads from it cannot have seen two different coverages.
     *
     * @param dataSource whose log it is
     * @param partition which partition
     * @param from the first offset that will come
     * @param next by target: the first block that the table does not account for
     * @param recentKeys hashes of the idempotency keys below {@code from}, oldest first
     * @param lastAttempt what was last tried of this partition of all logs
     */
    record Start(
            String dataSource,
            LogPartition partition,
            long from,
            Map<Target, Long> next,
            List<Long> recentKeys,
            Attempt lastAttempt)
            implements LogInput {
        /** Copies the collections. */
        public Start {
            next = Map.copyOf(next);
            recentKeys = List.copyOf(recentKeys);
        }
    }

    /** A block. */
    record Arrived(StoredBlock block) implements LogInput {}
}
