package io.pipit.jobs.reconcile.compare;

import java.util.List;

/** Takes what a comparison finds, some at a time. */
public interface Findings {
    /** Rows of the source that are not shown. */
    void missing(List<Entry> entries);

    /** Rows that are not shown, or not in the source, and too young to tell. */
    void pending(List<Entry> entries);

    /** Rows that are shown and not in the source. */
    void extra(List<Entry> entries);

    /** Rows of the source that are shown more than once. */
    void duplicated(List<Entry> entries);

    /** Rows that both sides have, with other contents or another time. */
    void differing(List<Entry> entries);

    /** So many rows of the source are compared. */
    void compared(long rows);

    /** So many rows came over from the source, sums counted as rows. */
    void transferred(long rows);

    /** So many of all steps are done; what was found in them has been told before. */
    void progress(int done, int all);
}
