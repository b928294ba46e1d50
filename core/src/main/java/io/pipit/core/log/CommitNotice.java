package io.pipit.core.log;

import java.util.Map;

/**
 * Says that tables have new snapshots; travels in the fresh topic, so that readers need not poll the catalog.
 *
 * @param writer who committed: a speed job's id, or {@code batch}
 * @param epoch the barrier of the speed job whose blocks are now committed in all its tables; -1 for batch runs
 * @param snapshots snapshot id by table, for every table that the writer feeds
 */
public record CommitNotice(String writer, long epoch, Map<String, Long> snapshots) {
    /** Copies the map. */
    public CommitNotice {
        snapshots = Map.copyOf(snapshots);
    }
}
