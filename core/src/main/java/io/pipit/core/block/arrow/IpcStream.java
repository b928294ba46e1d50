package io.pipit.core.block.arrow;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.apache.arrow.memory.ArrowBuf;

/**
 * An Arrow IPC stream in memory, plain or packed; without rows it is empty.
 *
 * <p>Rows wait packed, in the log as in memory, and are unpacked beside the heap when the engine takes them: what waits is a
 * third as large, and nobody unpacks rows that no one asks for. A stream is packed in two parts, each a block of LZ4's
 * format: its beginning, which describes the columns, can be read without the rest.
 */
public final class IpcStream implements Serializable {
    private static final long serialVersionUID = 1;

    /** Without rows. */
    public static final IpcStream NONE = new IpcStream(new byte[0], 0, 0);

    private static final int HEAD_BYTES = 4096;
    private static final int WIRE_PREFIX_BYTES = 3 * Integer.BYTES;
    private static final LZ4Compressor COMPRESSOR = LZ4Factory.fastestInstance().fastCompressor();
    private static final LZ4SafeDecompressor DECOMPRESSOR =
            LZ4Factory.fastestInstance().safeDecompressor();

    private final byte[] held;
    private final int packedHeadBytes; // 0: plain
    private final int length;

    private IpcStream(byte[] held, int packedHeadBytes, int length) {
        this.held = held;
        this.packedHeadBytes = packedHeadBytes;
        this.length = length;
    }

    /** A stream as it is; the array is not copied and must not be changed. */
    public static IpcStream plain(byte[] ipc) {
        return ipc.length == 0 ? NONE : new IpcStream(ipc, 0, ipc.length);
    }

    /** A stream, packed where that makes it smaller. */
    public static IpcStream pack(byte[] ipc) {
        int head = Math.min(HEAD_BYTES, ipc.length);
        int tail = ipc.length - head;
        int mostHead = COMPRESSOR.maxCompressedLength(head);
        byte[] packed = new byte[Math.addExact(mostHead, COMPRESSOR.maxCompressedLength(tail))];
        int headBytes = COMPRESSOR.compress(ipc, 0, head, packed, 0, mostHead);
        int bytes = headBytes;
        if (tail > 0) {
            bytes += COMPRESSOR.compress(ipc, head, tail, packed, headBytes, packed.length - headBytes);
        }
        return bytes < ipc.length ? new IpcStream(Arrays.copyOf(packed, bytes), headBytes, ipc.length) : plain(ipc);
    }

    /** Whether there are no rows. */
    public boolean isEmpty() {
        return length == 0;
    }

    /** Bytes of the plain stream. */
    public int length() {
        return length;
    }

    /** Bytes that it takes in memory. */
    public int heldBytes() {
        return held.length;
    }

    /**
     * The plain stream, which must not be changed.
     *
     * @throws IllegalArgumentException when what was packed is damaged
     */
    public byte[] bytes() {
        if (packedHeadBytes == 0) {
            return held;
        }
        byte[] plain = new byte[length];
        unpack(ByteBuffer.wrap(plain));
        return plain;
    }

    /**
     * Writes the plain stream to the beginning of a buffer.
     *
     * @throws IllegalArgumentException when what was packed is damaged
     */
    void to(ArrowBuf buffer) {
        if (packedHeadBytes == 0) {
            buffer.setBytes(0, held);
        } else {
            unpack(buffer.nioBuffer(0, length));
        }
    }

    /** The message that describes the columns; see {@link IpcBytes#schemaMessage}. */
    ByteBuffer schemaMessage() {
        if (packedHeadBytes == 0) {
            return IpcBytes.schemaMessage(held);
        }
        byte[] head = new byte[Math.min(HEAD_BYTES, length)];
        unpackHead(ByteBuffer.wrap(head));
        return IpcBytes.schemaBytes(head) <= head.length
                ? IpcBytes.schemaMessage(head)
                : IpcBytes.schemaMessage(bytes());
    }

    private void unpack(ByteBuffer plain) {
        int head = unpackHead(plain);
        if (head < length) {
            part(packedHeadBytes, held.length - packedHeadBytes, plain, head, length - head);
        }
    }

    private int unpackHead(ByteBuffer plain) {
        int head = Math.min(HEAD_BYTES, length);
        part(0, packedHeadBytes, plain, 0, head);
        return head;
    }

    private void part(int from, int packedBytes, ByteBuffer plain, int to, int bytes) {
        int unpacked;
        try {
            unpacked = DECOMPRESSOR.decompress(ByteBuffer.wrap(held), from, packedBytes, plain, to, bytes);
        } catch (LZ4Exception | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("These packed rows are damaged: " + e.getMessage(), e);
        }
        if (unpacked != bytes) {
            throw new IllegalArgumentException(
                    "These packed rows are damaged: " + unpacked + " bytes instead of " + bytes + ".");
        }
    }

    /** Size of what {@link #write} writes. */
    public int wireBytes() {
        return WIRE_PREFIX_BYTES + held.length;
    }

    /** Writes it for {@link #read}: bytes when plain, bytes of the packed beginning (0 when not packed), bytes held, these. */
    public void write(ByteBuffer out) {
        out.putInt(length).putInt(packedHeadBytes).putInt(held.length).put(held);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException when it cannot have written that
     */
    public static IpcStream read(ByteBuffer in) {
        if (in.remaining() < WIRE_PREFIX_BYTES) {
            throw new IllegalArgumentException("The rows end within their lengths.");
        }
        int length = in.getInt();
        int packedHeadBytes = in.getInt();
        int bytes = in.getInt();
        boolean sound = bytes >= 0
                && bytes <= in.remaining()
                && packedHeadBytes >= 0
                && packedHeadBytes <= bytes
                && length >= bytes
                && (packedHeadBytes > 0 || length == bytes);
        if (!sound) {
            throw new IllegalArgumentException("The rows have impossible lengths: " + length + " plain, "
                    + packedHeadBytes + " of " + bytes + " held, " + in.remaining() + " there.");
        }
        byte[] held = new byte[bytes];
        in.get(held);
        return length == 0 ? NONE : new IpcStream(held, packedHeadBytes, length);
    }
}
