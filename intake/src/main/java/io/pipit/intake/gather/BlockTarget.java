package io.pipit.intake.gather;

import io.pipit.core.block.Block;
import io.pipit.core.block.json.BlockBuilder;
import io.pipit.core.block.json.JsonTable;
import io.pipit.core.log.BlockWriter.Written;
import io.pipit.core.log.LogTopic;
import java.util.concurrent.CompletableFuture;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Where the blocks of one landing data source go.
 *
 * @param table how events become rows
 * @param schemaVersion in the headers of its blocks
 * @param log its log
 * @param allocator for the time of encoding a block
 */
public record BlockTarget(JsonTable table, int schemaVersion, LogTopic log, BufferAllocator allocator, BlockSink sink) {
    CompletableFuture<Written> write(BlockBuilder builder, long acceptedAtMicros, String key, int part) {
        return sink.write(log, build(builder, acceptedAtMicros, key, part));
    }

    /** Closes a block of this data source; nothing is written. */
    public Block build(BlockBuilder builder, long acceptedAtMicros, String key, int part) {
        return builder.build(allocator, schemaVersion, acceptedAtMicros, key, part);
    }
}
