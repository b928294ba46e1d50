package io.pipit.core.block.column;

import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/** The values of one column, in order, some of them null. Not thread-safe. */
public abstract sealed class ColumnBuffer
        permits FixedBuffer, WideBuffer, BitBuffer, BytesBuffer, ListBuffer, StructBuffer {
    private static final int BITS = 8;

    private byte[] validity = new byte[8];
    private int size;

    /** How many values there are. */
    public final int size() {
        return size;
    }

    /** Adds a null. */
    public final void appendNull() {
        putNothing();
        mark(false);
    }

    /** Drops all values from an index on, and parts of a value that is not complete. */
    public final void truncate(int newSize) {
        cut(newSize);
        size = newSize;
    }

    /** Adds a value of another buffer of the same kind. */
    public final void appendCopy(ColumnBuffer other, int index) {
        if (other.isNull(index)) {
            appendNull();
        } else {
            putCopy(other, index);
            mark(true);
        }
    }

    /** Whether a value is null. */
    public final boolean isNull(int index) {
        return (validity[index >> 3] & (1 << (index & 7))) == 0;
    }

    /** Roughly the memory that the values take. */
    public abstract long bytes();

    /** Says that a value has been put. */
    protected final void mark(boolean valid) {
        int slot = size >> 3;
        if (slot == validity.length) {
            validity = Arrays.copyOf(validity, slot * 2);
        }
        int bit = 1 << (size & 7);
        validity[slot] = (byte) (valid ? validity[slot] | bit : validity[slot] & ~bit);
        size++;
    }

    /** Makes room for a value that is not there. */
    protected abstract void putNothing();

    /** Puts a value of another buffer of the same kind, which is not null. */
    protected abstract void putCopy(ColumnBuffer other, int index);

    /** Forgets values from an index on. */
    protected abstract void cut(int newSize);

    /** Adds the Arrow buffers behind the validity, and what children have. */
    protected abstract void collectValues(
            List<ArrowFieldNode> nodes, List<ArrowBuf> buffers, BufferAllocator allocator);

    /** Adds everything that an Arrow batch holds of this column; the caller releases the buffers, also after a failure. */
    final void collect(List<ArrowFieldNode> nodes, List<ArrowBuf> buffers, BufferAllocator allocator) {
        int validityBytes = (size + BITS - 1) / BITS;
        int valid = 0;
        for (int i = 0; i < validityBytes; i++) {
            int bits = validity[i] & 0xFF;
            int tail = size - i * BITS;
            valid += Integer.bitCount(tail < BITS ? bits & ((1 << tail) - 1) : bits);
        }
        nodes.add(new ArrowFieldNode(size, size - valid));
        buffers.add(copy(validity, validityBytes, allocator));
        collectValues(nodes, buffers, allocator);
    }

    /** Bytes of the heap as an Arrow buffer. */
    protected static ArrowBuf copy(byte[] from, int length, BufferAllocator allocator) {
        ArrowBuf to = allocator.buffer(length);
        to.setBytes(0, from, 0, length);
        to.writerIndex(length);
        return to;
    }

    /** An array with room for more bytes, twice as long where it must grow. */
    protected static byte[] room(byte[] data, int needed) {
        if (needed < 0) {
            throw new IllegalStateException("A column of one block cannot hold more than 2 GiB.");
        }
        return needed <= data.length
                ? data
                : Arrays.copyOf(data, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, data.length * 2L)));
    }
}
