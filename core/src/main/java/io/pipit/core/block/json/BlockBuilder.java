package io.pipit.core.block.json;

import io.pipit.core.block.Block;
import io.pipit.core.block.BlockHeader;
import io.pipit.core.block.column.RowsBuffer;
import io.pipit.core.block.json.value.JsonInput;
import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;

/** A block that is open: events of one or many requests are added until it is built. Not thread-safe. */
public final class BlockBuilder {
    /** A state to return to. */
    public record Mark(int rows, int quarantined, long inputBytes) {}

    private final JsonTable table;
    private final RowsBuffer rows;
    private final RowReader reader;
    private final QuarantineBuffer quarantine;
    private long inputBytes;

    /** An empty block of a table. */
    public BlockBuilder(JsonTable table) {
        this.table = table;
        this.rows = new RowsBuffer(table.table());
        this.reader = new RowReader(table, rows);
        this.quarantine = new QuarantineBuffer(table);
    }

    /** The table that the block is of. */
    public JsonTable table() {
        return table;
    }

    /** Rows that fit. */
    public int rows() {
        return rows.rows();
    }

    /** Rows that do not. */
    public int quarantined() {
        return quarantine.rows().rows();
    }

    /** Bytes of JSON that were added. */
    public long inputBytes() {
        return inputBytes;
    }

    /** The state now. */
    public Mark mark() {
        return new Mark(rows(), quarantined(), inputBytes);
    }

    /** Forgets everything that was added since a mark. */
    public void undo(Mark mark) {
        rows.truncate(mark.rows());
        reader.truncate(mark.rows());
        quarantine.rows().truncate(mark.quarantined());
        inputBytes = mark.inputBytes();
    }

    /**
     * Closes the block.
     *
     * @param key the idempotency key of its only request, or the empty text
     * @param part which block of that request it is
     */
    public Block build(BufferAllocator allocator, int schemaVersion, long acceptedAtMicros, String key, int part) {
        BlockHeader header = new BlockHeader(
                table.table().name(), schemaVersion, acceptedAtMicros, rows(), quarantined(), key, part);
        byte[] ipc = rows.toIpc(allocator);
        if (ipc.length > 0 && reader.missing().values().stream().anyMatch(m -> !m.isEmpty())) {
            ipc = table.computed().fill(table.table(), ipc, reader.missing());
        }
        return new Block(header, ipc, quarantine.rows().toIpc(allocator));
    }

    void acceptedAt(long micros) {
        reader.acceptedAt(micros);
    }

    /** Adds the object at the input's current token; whether it fits. */
    boolean record(JsonInput in, int start, long acceptedAtMicros) throws IOException {
        boolean fits = reader.read(in);
        int end = in.position();
        if (!fits) {
            quarantine.unfit(in.bytes(), start, end, reader.reasons(), acceptedAtMicros);
        }
        inputBytes += end - start;
        return fits;
    }

    /** Adds the message whose object is at the input's current token; whether it fits. */
    boolean message(JsonInput in, Message message, long acceptedAtMicros) throws IOException {
        boolean fits = reader.read(in, message);
        if (!fits) {
            quarantine.unfit(message, reader.reasons(), acceptedAtMicros);
        }
        inputBytes += message.json().length;
        return fits;
    }

    /** Adds a message that cannot be read. */
    void malformed(Message message, String reason, long acceptedAtMicros) {
        quarantine.malformed(message, reason, acceptedAtMicros);
        inputBytes += message.json().length;
    }

    /** Adds a line that is no JSON object. */
    void malformed(byte[] bytes, int start, int end, String reason, long acceptedAtMicros) {
        quarantine.malformed(bytes, start, end, reason, acceptedAtMicros);
        inputBytes += end - start;
    }
}
