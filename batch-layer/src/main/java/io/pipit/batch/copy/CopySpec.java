package io.pipit.batch.copy;

import io.pipit.batch.EngineBounds;
import io.pipit.core.block.Feed;
import io.pipit.core.block.PositionVector;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.project.CopyPlan;
import io.pipit.core.project.ProjectFiles;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * Everything one run of a copy needs to know, as plain values that travel in the job.
 *
 * @param project is compiled again where the job runs
 * @param lake the catalog
 * @param pipe the copy pipe
 * @param parameters of its template
 * @param mode append or replace; may differ from what the pipe says
 * @param runId makes the commit idempotent
 * @param runKey of an append that must be counted once, or the empty text
 * @param repetition what to do when the target has the key already
 * @param runAtMicros when the run began, microseconds since 1970 in UTC: {@code _at} of its rows
 * @param edge the positions that the pinned snapshots account for, see {@link PositionVector#toText()}
 * @param snapshots the pinned snapshot of every table read or written; -1 for a table that never had a commit
 * @param engine bounds of the engine of each task
 * @param parts into how many the work is divided, where the query allows that
 */
public record CopySpec(
        ProjectFiles project,
        LakeConfig lake,
        String pipe,
        Map<String, List<String>> parameters,
        CopyPlan.Mode mode,
        String runId,
        String runKey,
        Repetition repetition,
        long runAtMicros,
        String edge,
        Map<String, Long> snapshots,
        EngineBounds engine,
        int parts)
        implements Serializable {

    /** Copies the maps. */
    public CopySpec {
        parameters = Map.copyOf(parameters);
        snapshots = Map.copyOf(snapshots);
    }

    /** The same run, divided. */
    public CopySpec inParts(int number) {
        return new CopySpec(
                project,
                lake,
                pipe,
                parameters,
                mode,
                runId,
                runKey,
                repetition,
                runAtMicros,
                edge,
                snapshots,
                engine,
                number);
    }

    /** The feed that the run writes. */
    String feed() {
        return Feed.copy(pipe);
    }
}
