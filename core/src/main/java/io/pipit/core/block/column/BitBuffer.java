package io.pipit.core.block.column;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/** Truth values, one bit each. */
public final class BitBuffer extends ColumnBuffer {
    private byte[] data = new byte[16];

    /** Adds a truth value. */
    public void append(boolean value) {
        put(value);
        mark(true);
    }

    @Override
    public long bytes() {
        return size() / 8 + 1;
    }

    @Override
    protected void putNothing() {
        put(false);
    }

    @Override
    protected void putCopy(ColumnBuffer other, int index) {
        put((((BitBuffer) other).data[index >> 3] & (1 << (index & 7))) != 0);
    }

    @Override
    protected void cut(int newSize) {
        // the next values overwrite what is there
    }

    @Override
    protected void collectValues(List<ArrowFieldNode> nodes, List<ArrowBuf> buffers, BufferAllocator allocator) {
        buffers.add(copy(data, (size() + 7) / 8, allocator));
    }

    private void put(boolean value) {
        int slot = size() >> 3;
        data = room(data, slot + 1);
        int bit = 1 << (size() & 7);
        data[slot] = (byte) (value ? data[slot] | bit : data[slot] & ~bit);
    }
}
