package io.pipit.serving.fresh;

import io.pipit.core.error.PipitException;
import io.pipit.core.log.CommitNotice;
import io.pipit.serving.state.Offsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where followers bring what they read. */
public interface FreshSink {
    /** The fresh rows of a table; empty for a table whose rows are not kept. */
    Optional<FreshTable> table(String name);

    /** Lets queries read what was inserted into the tables: every block of the feeds below the offsets is there. */
    void advance(Set<String> tables, Map<String, Offsets> progress);

    /** Stops reads of the tables that a feed writes to. */
    void fail(String feed, PipitException failure);

    /**
     * Whether the lake accounts for more of a feed than these offsets by now; true too while the lake cannot be asked.
     *
     * @param begun what it accounted for when reading began
     */
    boolean overtaken(String feed, Offsets begun);

    /** Tables have new snapshots. */
    void committed(CommitNotice notice);
}
