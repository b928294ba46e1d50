package io.pipit.jobs.copy;

import io.pipit.core.block.PositionVector;
import java.util.Map;

/**
 * One position of all tables of a run, with the snapshots that account for exactly the blocks below it.
 *
 * @param snapshots by table; -1 for a table that never had a commit
 * @param position of the logs behind the tables
 */
public record Edge(Map<String, Long> snapshots, PositionVector position) {
    /** Copies the map. */
    public Edge {
        snapshots = Map.copyOf(snapshots);
    }
}
