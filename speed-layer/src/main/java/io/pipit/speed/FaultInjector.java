package io.pipit.speed;

import io.pipit.core.log.StoredBlock;
import java.io.Serializable;
import java.util.List;

/**
 * Lets tests break the job at the places where a break would hurt most. An implementation throws to make the step fail; in
 * production nothing does.
 */
@FunctionalInterface
public interface FaultInjector extends Serializable {
    /** The places. */
    enum Point {
        /** Blocks have run; nothing of them is published. The detail is the data source. */
        BLOCKS_RUN,
        /** One record of a run is published. The detail is the number of the partition. */
        RECORD_PUBLISHED,
        /** The files of a table are written for an epoch, or ahead of its end. The detail is the table. */
        FILES_WRITTEN,
        /** A table is about to be committed. The detail is the table. */
        TABLE_COMMITS,
        /** A table is committed. The detail is the table. */
        TABLE_COMMITTED,
        /** All tables are committed, and the notice is not yet written. The detail is the epoch. */
        EPOCH_COMMITTED
    }

    /** Breaks nothing. */
    FaultInjector NONE = (point, detail) -> {};

    /** Called when a place is reached. */
    void reached(Point point, String detail);

    /** Called before the views run on blocks. */
    default void running(List<StoredBlock> blocks) {}
}
