package io.pipit.speed.commit;

import io.pipit.core.lake.LakeFile;
import java.io.Serializable;
import java.util.List;

/**
 * What one epoch adds to one table.
 *
 * @param table its name
 * @param files may be empty: blocks without rows for the table move its coverage too
 * @param ranges what the files account for
 */
public record TableFiles(String table, List<LakeFile> files, List<FeedRange> ranges) implements Serializable {
    /** Copies the lists. */
    public TableFiles {
        files = List.copyOf(files);
        ranges = List.copyOf(ranges);
    }
}
