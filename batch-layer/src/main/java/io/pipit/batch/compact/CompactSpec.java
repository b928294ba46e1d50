package io.pipit.batch.compact;

import io.pipit.batch.EngineBounds;
import io.pipit.core.lake.LakeConfig;
import io.pipit.core.project.ProjectFiles;
import java.io.Serializable;
import java.util.List;

/**
 * Everything a compaction needs to know, as plain values that travel in the job.
 *
 * @param project is compiled again where the job runs
 * @param lake the catalog
 * @param tables to compact, the most important first
 * @param policy which files
 * @param engine bounds of the engine
 */
public record CompactSpec(
        ProjectFiles project, LakeConfig lake, List<String> tables, CompactPolicy policy, EngineBounds engine)
        implements Serializable {
    /** Copies the list. */
    public CompactSpec {
        tables = List.copyOf(tables);
    }
}
