package io.pipit.jobs.queue;

import java.util.Collection;

/** Who answers queries in this process: whoever hears that a job is done is to see what it has done. */
public interface TableReaders {
    /** There is none; those of other processes find new snapshots by themselves, a moment later. */
    TableReaders NONE = tables -> {};

    /**
     * Waits until queries that begin after this read what these tables hold now. Where that takes long it returns earlier: it is found later, too.
     *
     * @param tables by their names; such that nobody reads are left out
     */
    void catchUp(Collection<String> tables);
}
