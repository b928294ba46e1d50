package io.pipit.batch.compact;

import java.io.Serializable;

/** Lets tests break a compaction between its steps, or do something in between. In production nothing does. */
@FunctionalInterface
public interface CompactSteps extends Serializable {
    /** The steps. */
    enum Step {
        /** The files are chosen. */
        CHOSEN,
        /** The new files are written, and the table does not have them. */
        WRITTEN,
        /** The table has the new files. */
        COMMITTED
    }

    /** Breaks nothing. */
    CompactSteps NONE = (step, table) -> {};

    /** Called when a step is done. */
    void done(Step step, String table);
}
