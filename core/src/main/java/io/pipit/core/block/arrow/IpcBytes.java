package io.pipit.core.block.arrow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;

/** Arrow IPC streams as byte arrays. An empty array stands for no rows. */
public final class IpcBytes {
    private static final byte[] NONE = {};
    private static final int CONTINUATION = 0xFFFFFFFF;
    /** What comes before the description in each message: a mark and the description's length. */
    static final int PREFIX_BYTES = 8;

    private static final int DESCRIPTION_BYTES = 4096;

    private IpcBytes() {}

    /** The rows of one root as a stream of one batch. */
    public static byte[] of(VectorSchemaRoot root) {
        if (root.getRowCount() == 0) {
            return NONE;
        }
        ArrayChannel out = new ArrayChannel(DESCRIPTION_BYTES);
        out.expect(bytes(root));
        try (ArrowStreamWriter writer = new ArrowStreamWriter(root, null, out)) {
            writer.start();
            writer.writeBatch();
            writer.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return out.toArray();
    }

    /** All rows that a reader still has. */
    public static byte[] of(ArrowReader reader) throws IOException {
        ArrayChannel out = new ArrayChannel(DESCRIPTION_BYTES);
        boolean empty = true;
        VectorSchemaRoot root = reader.getVectorSchemaRoot();
        try (ArrowStreamWriter writer = new ArrowStreamWriter(root, null, out)) {
            while (reader.loadNextBatch()) {
                if (root.getRowCount() > 0) {
                    out.expect(bytes(root));
                    writer.writeBatch();
                    empty = false;
                }
            }
            writer.end();
        }
        return empty ? NONE : out.toArray();
    }

    /** What a batch takes, about. */
    private static long bytes(VectorSchemaRoot root) {
        return DESCRIPTION_BYTES
                + root.getFieldVectors().stream()
                        .mapToLong(FieldVector::getBufferSize)
                        .sum();
    }

    /**
     * The message that opens a stream and describes its columns, without copying; streams with equal messages have the same
     * columns.
     */
    static ByteBuffer schemaMessage(byte[] ipc) {
        return ByteBuffer.wrap(ipc).limit(schemaBytes(ipc));
    }

    /** Size of that message, by the first bytes of a stream. */
    static int schemaBytes(byte[] beginning) {
        ByteBuffer in = ByteBuffer.wrap(beginning).order(ByteOrder.LITTLE_ENDIAN);
        if (beginning.length < PREFIX_BYTES || in.getInt(0) != CONTINUATION) {
            throw new IllegalArgumentException("These bytes are no Arrow IPC stream.");
        }
        return Math.addExact(PREFIX_BYTES, in.getInt(Integer.BYTES));
    }
}
