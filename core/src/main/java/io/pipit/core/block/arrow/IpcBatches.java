package io.pipit.core.block.arrow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

/** Reads the batches of one Arrow IPC stream, whose schema is known already, from one buffer that they share. */
public final class IpcBatches implements AutoCloseable {
    /** The columns of streams, each distinct description read once. Not thread-safe. */
    public static final class Schemas {
        private final Map<ByteBuffer, Schema> byMessage = new HashMap<>();

        /** The columns of a stream. */
        public Schema of(IpcStream ipc) {
            return byMessage.computeIfAbsent(ipc.schemaMessage(), Schemas::read);
        }

        /** Reads from the bytes themselves: a channel would refuse to, on a thread that has been interrupted. */
        private static Schema read(ByteBuffer message) {
            try {
                ByteBuffer description = message.slice(IpcBytes.PREFIX_BYTES, message.limit() - IpcBytes.PREFIX_BYTES);
                return MessageSerializer.deserializeSchema(Message.getRootAsMessage(description));
            } catch (RuntimeException e) {
                throw new IllegalArgumentException("These bytes are no Arrow IPC stream: " + e.getMessage(), e);
            }
        }
    }

    private final ArrowBuf stream;
    private final long length;
    private long at;

    /**
     * Unpacks a stream, to read the batches behind its schema.
     *
     * @throws IllegalArgumentException when the stream is damaged
     */
    public IpcBatches(IpcStream ipc, BufferAllocator allocator) {
        length = ipc.length();
        stream = allocator.buffer(length);
        try {
            ipc.to(stream);
            at = IpcBytes.PREFIX_BYTES + (long) stream.getInt(Integer.BYTES);
        } catch (RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    /**
     * The next batch, which the caller closes, or null at the end.
     *
     * @throws IOException when what comes next is no batch, or not all of it is there
     */
    public ArrowRecordBatch next() throws IOException {
        if (at + IpcBytes.PREFIX_BYTES > length) {
            return null;
        }
        int description = stream.getInt(at + Integer.BYTES);
        if (description == 0) {
            return null;
        }
        long bodyAt = checked(at + IpcBytes.PREFIX_BYTES, description);
        Message message = Message.getRootAsMessage(stream.nioBuffer(at + IpcBytes.PREFIX_BYTES, description));
        if (message.headerType() != MessageHeader.RecordBatch) {
            throw new IOException("Message " + message.headerType() + " of an Arrow IPC stream is no batch");
        }
        at = checked(bodyAt, message.bodyLength());
        ArrowBuf body = stream.slice(bodyAt, message.bodyLength());
        body.getReferenceManager().retain(); // reading it gives this one back
        return MessageSerializer.deserializeRecordBatch(message, body);
    }

    /** Where so many bytes end. */
    private long checked(long from, long bytes) throws IOException {
        if (bytes < 0 || bytes > length - from) {
            throw new IOException("An Arrow IPC stream of " + length + " bytes ends before its batch: byte " + from
                    + " and " + bytes + " more");
        }
        return from + bytes;
    }

    /** Gives the buffer back when no batch needs it any more. */
    @Override
    public void close() {
        stream.close();
    }
}
