package io.pipit.core.lake;

import java.io.Serializable;
import java.util.Map;

/**
 * A Parquet file that was written and may be committed. Plain values, so that it travels between Flink tasks.
 *
 * @param path absolute, or a URI
 * @param rows how many
 * @param bytes size
 * @param partition value of the table's partition transform as the lake counts it (for instance months since 1970), or null
 * @param columnStats by field id: what the writer measured
 */
public record LakeFile(String path, long rows, long bytes, Object partition, Map<Integer, ColumnStats> columnStats)
        implements Serializable {
    /** The same file at another place. */
    public LakeFile at(String other) {
        return new LakeFile(other, rows, bytes, partition, columnStats);
    }

    /** Bounds as the engine prints them; null where unknown. */
    public record ColumnStats(String min, String max, long nullCount, long valueCount) implements Serializable {}
}
