package io.pipit.core.block.arrow;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;

/** Collects bytes in one array, each copied once; the array itself is given away where it has become exactly full. */
public final class ArrayChannel implements WritableByteChannel {
    private static final int LARGEST = Integer.MAX_VALUE - 8;

    private byte[] bytes;
    private int size;

    /** With room for so many bytes; it grows when there are more. */
    public ArrayChannel(int expected) {
        bytes = new byte[expected];
    }

    /** How many bytes there are. */
    int size() {
        return size;
    }

    /** Makes room for so many more bytes. */
    void expect(long more) {
        long needed = size + more;
        if (needed > bytes.length) {
            if (needed > LARGEST) {
                throw new IllegalStateException("The rows of one stream cannot take more than 2 GiB.");
            }
            bytes = Arrays.copyOf(bytes, (int) needed);
        }
    }

    @Override
    public int write(ByteBuffer from) {
        int more = from.remaining();
        if (more > bytes.length - size) {
            expect(Math.max(more, Math.min(bytes.length, LARGEST - (long) size)));
        }
        from.get(bytes, size, more);
        size += more;
        return more;
    }

    /** All bytes. */
    public byte[] toArray() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
