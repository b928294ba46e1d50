package io.pipit.batch.populate;

import io.pipit.core.lake.FeedCoverage.SetAsideBlock;
import io.pipit.core.lake.LakeFile;
import java.util.List;

/**
 * Rows that are written and not committed.
 *
 * @param files with them
 * @param setAside blocks of which there are none, since they failed by themselves
 */
record Written(List<LakeFile> files, List<SetAsideBlock> setAside) {
    /** Copies the lists. */
    Written {
        files = List.copyOf(files);
        setAside = List.copyOf(setAside);
    }

    static Written of(List<LakeFile> files) {
        return new Written(files, List.of());
    }
}
