package io.pipit.core.block.column;

import io.pipit.core.block.TableSpec;
import io.pipit.core.block.arrow.ArrayChannel;
import io.pipit.core.block.arrow.ArrowTypes;
import io.pipit.core.block.arrow.CountingChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

/** Rows of a table under construction: one buffer for each of its columns. Not thread-safe. */
public final class RowsBuffer {
    private final Schema schema;
    private final List<ColumnBuffer> columns;
    private int rows;

    /** No rows yet. */
    public RowsBuffer(TableSpec table) {
        this.schema = schemaOf(table);
        this.columns =
                table.columns().stream().map(c -> ColumnBuffers.of(c.storage())).toList();
    }

    /** The Arrow schema of a table's rows in blocks. */
    public static Schema schemaOf(TableSpec table) {
        return new Schema(table.columns().stream()
                .map(c -> ArrowTypes.field(c.name(), c.storage()))
                .toList());
    }

    /** How many rows are complete. */
    public int rows() {
        return rows;
    }

    /** The buffer of a column, counted from 0. */
    public ColumnBuffer column(int index) {
        return columns.get(index);
    }

    /** Completes a row: every column has got its value. */
    public void endRow() {
        rows++;
    }

    /** Drops all rows from an index on, with the values of an unfinished one. */
    public void truncate(int newRows) {
        columns.forEach(c -> c.truncate(newRows));
        rows = newRows;
    }

    /** Roughly the memory that the rows take. */
    public long bytes() {
        return columns.stream().mapToLong(ColumnBuffer::bytes).sum();
    }

    /** All rows as an Arrow IPC stream of one batch; an empty array when there are none. */
    public byte[] toIpc(BufferAllocator allocator) {
        if (rows == 0) {
            return new byte[0];
        }
        List<ArrowFieldNode> nodes = new ArrayList<>();
        List<ArrowBuf> buffers = new ArrayList<>();
        try {
            columns.forEach(c -> c.collect(nodes, buffers, allocator));
            try (ArrowRecordBatch batch = new ArrowRecordBatch(rows, nodes, buffers)) {
                CountingChannel length = new CountingChannel();
                write(batch, length);
                ArrayChannel bytes = new ArrayChannel(Math.toIntExact(length.count()));
                write(batch, bytes);
                return bytes.toArray();
            }
        } finally {
            buffers.forEach(ArrowBuf::close); // the batch has kept references of its own
        }
    }

    private void write(ArrowRecordBatch batch, WritableByteChannel to) {
        try (WriteChannel channel = new WriteChannel(to)) {
            MessageSerializer.serialize(channel, schema);
            MessageSerializer.serialize(channel, batch);
            ArrowStreamWriter.writeEndOfStream(channel, IpcOption.DEFAULT);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
    }
}
