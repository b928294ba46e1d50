package io.pipit.core.log;

import io.pipit.core.block.Block;
import io.pipit.core.block.BlockHeader;
import io.pipit.core.block.LogPartition;
import io.pipit.core.block.arrow.IpcStream;
import java.io.Serializable;

/**
 * A block as the log holds it: with its identity, its rows as they were packed.
 *
 * @param partition of which log
 * @param offset in it
 * @param header what the block says of itself
 * @param rows the rows that fit
 * @param quarantined the rows that do not
 */
public record StoredBlock(
        LogPartition partition, long offset, BlockHeader header, IpcStream rows, IpcStream quarantined)
        implements Serializable {
    /** With rows that are not packed. */
    public StoredBlock(LogPartition partition, long offset, Block block) {
        this(partition, offset, block.header(), IpcStream.plain(block.rows()), IpcStream.plain(block.quarantined()));
    }
}
