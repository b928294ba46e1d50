package io.pipit.intake.gather;

import io.pipit.core.block.Block;
import io.pipit.core.log.BlockWriter.Written;
import io.pipit.core.log.LogTopic;
import java.util.concurrent.CompletableFuture;

/** Where blocks go; in the product {@code BlockWriter::write}. */
@FunctionalInterface
public interface BlockSink {
    /**
     * Writes a block.
     *
     * @return completes when the block is durable; fails as {@code BlockWriter#write} does
     */
    CompletableFuture<Written> write(LogTopic log, Block block);
}
