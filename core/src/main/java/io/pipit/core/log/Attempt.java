package io.pipit.core.log;

import java.io.Serializable;
import java.util.Map;
import java.util.Set;

/**
 * What a process is about to run of one partition of the logs, written before it begins. Who finds an attempt that has not ended, of a
 * process that is no more, knows which blocks ran when it died.
 *
 * @param owner the process; unique to one life of it
 * @param running the blocks; none when the last ones have run through
 * @param deaths how many processes died while a block ran, for blocks that have not run through since
 */
public record Attempt(String owner, Set<BlockKey> running, Map<BlockKey, Integer> deaths) implements Serializable {
    /** Nothing was ever tried. */
    public static final Attempt NONE = new Attempt("", Set.of(), Map.of());

    /** A block of the partition: which log, and where. */
    public record BlockKey(String topicId, long offset) implements Serializable {
        /** The key of a block. */
        public static BlockKey of(StoredBlock block) {
            return new BlockKey(block.partition().topicId(), block.offset());
        }
    }

    /** Copies the collections. */
    public Attempt {
        running = Set.copyOf(running);
        deaths = Map.copyOf(deaths);
    }
}
