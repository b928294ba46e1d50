package io.pipit.core.block;

import java.io.Serializable;

/**
 * Where a partition of a foreign topic stands.
 *
 * @param topic hash of the topic's id
 * @param next the next offset
 */
public record SourcePoint(long topic, long next) implements Serializable {
    /** Nothing was read yet. */
    public static final SourcePoint NONE = new SourcePoint(0, -1);
}
