package io.pipit.jobs.reconcile.compare;

import java.util.List;

/** Takes what a comparison finds, some at a time. */
public interface Findings {
    /** What may be wrong with rows. */
    enum Kind {
        /** They are in the source and not shown. */
        MISSING,
        /** They are not shown, or not in the source, and too young to tell. */
        PENDING,
        /** They are shown and not in the source. */
        EXTRA,
        /** They are in the source and shown more than once. */
        DUPLICATED,
        /** Both sides have them, with other contents or another time. */
        DIFFERING
    }

    /** Rows with which this is wrong. */
    void found(Kind kind, List<Entry> entries);

    /** So many rows of the source are compared. */
    void compared(long rows);

    /** So many rows came over from the source, sums counted as rows. */
    void transferred(long rows);

    /** So many of all steps are done; what was found in them has been told before. */
    void progress(int done, int all);
}
