package io.pipit.intake.gather;

import io.pipit.core.block.Block;
import io.pipit.core.block.json.BlockBuilder;
import io.pipit.core.block.json.JsonTable;
import io.pipit.core.log.BlockWriter.Written;
import io.pipit.core.log.LogTopic;
import java.util.concurrent.CompletableFuture;

/**
 * Where the blocks of one landing data source go.
 *
 * @param shape of the blocks
 * @param log its log
 */
public record BlockTarget(BlockShape shape, LogTopic log, BlockSink sink) {
    CompletableFuture<Written> write(BlockBuilder builder, long acceptedAtMicros, String key, int part) {
        return sink.write(log, build(builder, acceptedAtMicros, key, part));
    }

    /** How events become rows. */
    public JsonTable table() {
        return shape.table();
    }

    /** The version in the headers of its blocks. */
    public int schemaVersion() {
        return shape.schemaVersion();
    }

    /** Closes a block of this data source; nothing is written. */
    public Block build(BlockBuilder builder, long acceptedAtMicros, String key, int part) {
        return shape.build(builder, acceptedAtMicros, key, part);
    }
}
