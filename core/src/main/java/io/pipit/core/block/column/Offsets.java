package io.pipit.core.block.column;

import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/** Where the values of a column of varying lengths end. */
final class Offsets {
    private int[] ends = new int[33]; // the first is always 0
    private int size;

    /** The end of the last value. */
    int last() {
        return ends[size];
    }

    int before(int index) {
        return ends[index];
    }

    int at(int index) {
        return ends[index + 1];
    }

    void add(int end) {
        if (++size == ends.length) {
            ends = Arrays.copyOf(ends, size * 2);
        }
        ends[size] = end;
    }

    void truncate(int newSize) {
        size = newSize;
    }

    ArrowBuf toArrow(BufferAllocator allocator) {
        long bytes = (size + 1L) * Integer.BYTES;
        ArrowBuf to = allocator.buffer(bytes);
        for (int i = 0; i <= size; i++) {
            to.setInt((long) i * Integer.BYTES, ends[i]);
        }
        to.writerIndex(bytes);
        return to;
    }
}
