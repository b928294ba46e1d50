package io.pipit.core.block.arrow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.ByteArrayReadableSeekableByteChannel;

/** Reads the batches of one Arrow IPC stream; its schema is known already. */
public final class IpcBatches {
    /** The columns of streams, each distinct description read once. Not thread-safe. */
    public static final class Schemas {
        private final Map<ByteBuffer, Schema> byMessage = new HashMap<>();

        /** The columns of a stream. */
        public Schema of(byte[] ipc) {
            return byMessage.computeIfAbsent(IpcBytes.schemaMessage(ipc), message -> read(ipc));
        }

        private static Schema read(byte[] ipc) {
            try {
                return MessageSerializer.deserializeSchema(channel(ipc, 0));
            } catch (IOException e) {
                throw new IllegalArgumentException("These bytes are no Arrow IPC stream: " + e.getMessage(), e);
            }
        }
    }

    private final ReadChannel channel;
    private final BufferAllocator allocator;

    /** Reads the batches behind the schema of a stream. */
    public IpcBatches(byte[] ipc, BufferAllocator allocator) {
        this.channel = channel(ipc, IpcBytes.schemaMessage(ipc).limit());
        this.allocator = allocator;
    }

    /** The next batch, which the caller closes, or null at the end. */
    public ArrowRecordBatch next() throws IOException {
        return (ArrowRecordBatch) MessageSerializer.deserializeMessageBatch(channel, allocator);
    }

    private static ReadChannel channel(byte[] ipc, int from) {
        ByteArrayReadableSeekableByteChannel bytes = new ByteArrayReadableSeekableByteChannel(ipc);
        try {
            bytes.position(from);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return new ReadChannel(bytes);
    }
}
