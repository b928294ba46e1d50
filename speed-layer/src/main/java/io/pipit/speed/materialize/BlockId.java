package io.pipit.speed.materialize;

import io.pipit.core.log.StoredBlock;

/** A block among those of one landing log. */
record BlockId(int partition, long offset) {
    static BlockId of(StoredBlock block) {
        return new BlockId(block.partition().partition(), block.offset());
    }
}
