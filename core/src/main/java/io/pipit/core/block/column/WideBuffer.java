package io.pipit.core.block.column;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/** Values of 16 bytes: decimals (low half first) and UUIDs (as written, high half first). */
public final class WideBuffer extends ColumnBuffer {
    private static final VarHandle LITTLE = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int WIDTH = 16;

    private byte[] data = new byte[256];

    /** Adds an integer of 128 bits. */
    public void appendInteger(long high, long low) {
        int at = next();
        LITTLE.set(data, at, low);
        LITTLE.set(data, at + Long.BYTES, high);
        mark(true);
    }

    /** Adds 16 bytes in the order of a text. */
    public void appendBytes(long first, long last) {
        int at = next();
        BIG.set(data, at, first);
        BIG.set(data, at + Long.BYTES, last);
        mark(true);
    }

    @Override
    public long bytes() {
        return (long) size() * WIDTH;
    }

    @Override
    protected void putNothing() {
        int at = next();
        LITTLE.set(data, at, 0L);
        LITTLE.set(data, at + Long.BYTES, 0L);
    }

    @Override
    protected void putCopy(ColumnBuffer other, int index) {
        int at = next();
        System.arraycopy(((WideBuffer) other).data, index * WIDTH, data, at, WIDTH);
    }

    @Override
    protected void cut(int newSize) {
        // the next values overwrite what is there
    }

    @Override
    protected void collectValues(List<ArrowFieldNode> nodes, List<ArrowBuf> buffers, BufferAllocator allocator) {
        buffers.add(copy(data, size() * WIDTH, allocator));
    }

    private int next() {
        int at = size() * WIDTH;
        data = room(data, at + WIDTH);
        return at;
    }
}
