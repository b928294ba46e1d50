package io.pipit.core.block;

/**
 * How the files of a table are divided.
 *
 * @param transform the division, NONE for none
 * @param column the column it is made from; the empty text for NONE
 */
public record PartitionKey(Transform transform, String column) {
    /** The divisions, each with a transform of the same meaning in the lake. */
    public enum Transform {
        NONE,
        IDENTITY,
        YEAR,
        MONTH,
        DAY,
        HOUR
    }

    /** One undivided table. */
    public static final PartitionKey NONE = new PartitionKey(Transform.NONE, "");
}
