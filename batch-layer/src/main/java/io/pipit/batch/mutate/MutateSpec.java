package io.pipit.batch.mutate;

import io.pipit.batch.EngineBounds;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.project.ProjectFiles;
import java.io.Serializable;

/**
 * Everything a deletion needs to know, as plain values that travel in the job.
 *
 * @param project is compiled again where the job runs
 * @param lake the catalog
 * @param table whose rows go
 * @param condition of the dialect, over the table's columns as queries see them; the empty text for all rows
 * @param snapshotId the edge: rows of later commits stay
 * @param action what to do
 * @param engine bounds of the engine
 */
public record MutateSpec(
        ProjectFiles project,
        LakeConfig lake,
        String table,
        String condition,
        long snapshotId,
        Action action,
        EngineBounds engine)
        implements Serializable {
    /** What to do with the rows. */
    public enum Action {
        /** Say how many there are. */
        COUNT,
        DELETE
    }
}
