package io.pipit.core.block.column;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/** Numbers of 1, 2, 4 or 8 bytes; also floats by their bits, dates and timestamps. */
public final class FixedBuffer extends ColumnBuffer {
    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle LONG = view(long[].class);

    private final int width;
    private byte[] data = new byte[128];

    /** Values of a width in bytes. */
    public FixedBuffer(int width) {
        this.width = width;
    }

    /** Adds the low bytes of a number. */
    public void append(long value) {
        put(value);
        mark(true);
    }

    @Override
    public long bytes() {
        return (long) size() * width;
    }

    @Override
    protected void putNothing() {
        put(0);
    }

    @Override
    protected void putCopy(ColumnBuffer other, int index) {
        FixedBuffer same = (FixedBuffer) other;
        int at = index * width;
        put(
                switch (width) {
                    case 1 -> same.data[at];
                    case 2 -> (short) SHORT.get(same.data, at);
                    case 4 -> (int) INT.get(same.data, at);
                    default -> (long) LONG.get(same.data, at);
                });
    }

    @Override
    protected void cut(int newSize) {
        // the next values overwrite what is there
    }

    @Override
    protected void collectValues(List<ArrowFieldNode> nodes, List<ArrowBuf> buffers, BufferAllocator allocator) {
        buffers.add(copy(data, size() * width, allocator));
    }

    private void put(long value) {
        int at = size() * width;
        data = room(data, at + width);
        switch (width) {
            case 1 -> data[at] = (byte) value;
            case 2 -> SHORT.set(data, at, (short) value);
            case 4 -> INT.set(data, at, (int) value);
            default -> LONG.set(data, at, value);
        }
    }

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
    }
}
