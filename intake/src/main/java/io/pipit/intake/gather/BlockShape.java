package io.pipit.intake.gather;

import io.pipit.core.block.Block;
import io.pipit.core.block.QuarantineTable;
import io.pipit.core.block.json.BlockBuilder;
import io.pipit.core.block.json.JsonTable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;

/**
 * How events become blocks of a data source, wherever these go.
 *
 * @param table how events become rows
 * @param schemaVersion in the headers of blocks
 * @param allocator for the time of encoding a block
 */
public record BlockShape(JsonTable table, int schemaVersion, BufferAllocator allocator) {
    /** Closes a block of this data source; nothing is written. */
    public Block build(BlockBuilder builder, long acceptedAtMicros, String key, int part) {
        return builder.build(allocator, schemaVersion, acceptedAtMicros, key, part);
    }

    /** Why the first event of a block that does not fit does not; the empty text when all do. */
    public String unfit(Block block) {
        if (block.header().quarantinedCount() == 0) {
            return "";
        }
        try (ArrowStreamReader rows = new ArrowStreamReader(new ByteArrayInputStream(block.quarantined()), allocator)) {
            VectorSchemaRoot root = rows.getVectorSchemaRoot();
            rows.loadNextBatch();
            List<?> columns =
                    (List<?>) root.getVector(QuarantineTable.ERROR_COLUMN).getObject(0);
            List<?> reasons = (List<?>) root.getVector(QuarantineTable.ERROR).getObject(0);
            return IntStream.range(0, reasons.size())
                    .mapToObj(i -> (i < columns.size() ? columns.get(i) + ": " : "") + reasons.get(i))
                    .collect(Collectors.joining("; "));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
    }
}
