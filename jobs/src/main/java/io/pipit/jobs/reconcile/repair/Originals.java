package io.pipit.jobs.reconcile.repair;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Keeps events out whose rows were put in: an original that is sent again is dropped at the edge, before it is in the log. The events of a
 * claim are told by the start of their idempotency key.
 */
public interface Originals {
    /** Nothing is kept out: for tables where rows of one id are folded. */
    Originals FOLDED = new Originals() {
        @Override
        public void claim(String dataSource, String idColumn, String key, Collection<String> ids) {
            // whoever comes is welcome
        }

        @Override
        public void reset(String dataSource, String idColumn, Map<Long, List<String>> putIn) {
            // nothing is known
        }

        @Override
        public void settle(String dataSource, String idColumn, String key, Collection<String> putIn, long untilMillis) {
            // nothing waits
        }
    };

    /**
     * From now on events with these ids wait, but for those of the claim. When it returns, all that came before are in the log, or are not
     * accepted.
     */
    void claim(String dataSource, String idColumn, String key, Collection<String> ids);

    /** Ends a claim: events with the ids that were put in are dropped until a time, others go on. */
    void settle(String dataSource, String idColumn, String key, Collection<String> putIn, long untilMillis);

    /** From now on these are all events of a data source that are dropped, by the time until then. */
    void reset(String dataSource, String idColumn, Map<Long, List<String>> putIn);
}
