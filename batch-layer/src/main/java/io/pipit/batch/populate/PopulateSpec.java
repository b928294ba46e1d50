package io.pipit.batch.populate;

import io.pipit.batch.EngineBounds;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.project.ProjectFiles;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * Everything a filling needs to know, as plain values that travel in the job.
 *
 * @param run names the filling
 * @param project the version of the project that the rows are made for; compiled again where the job runs
 * @param lake the catalog
 * @param fills what to fill, in any order
 * @param snapshots the pinned snapshot of every table that is read; -1 for one that never had a commit
 * @param engine bounds of the engine of each task
 * @param parts into how many tasks the work is divided
 */
public record PopulateSpec(
        String run,
        ProjectFiles project,
        LakeConfig lake,
        List<Fill> fills,
        Map<String, Long> snapshots,
        EngineBounds engine,
        int parts)
        implements Serializable {
    /** Copies the collections. */
    public PopulateSpec {
        fills = List.copyOf(fills);
        snapshots = Map.copyOf(snapshots);
    }
}
