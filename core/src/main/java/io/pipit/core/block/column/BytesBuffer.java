package io.pipit.core.block.column;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/** Texts in UTF-8. */
public final class BytesBuffer extends ColumnBuffer {
    private static final int LONGEST_CHARACTER = 3; // bytes for one Java char; a surrogate pair takes 4 for two
    private static final byte[] UNREADABLE = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};

    private byte[] data = new byte[256];
    private final Offsets ends = new Offsets();

    /** Adds a text that is in UTF-8 already. */
    public void append(byte[] from, int start, int length) {
        int at = ends.last();
        data = room(data, at + length);
        System.arraycopy(from, start, data, at, length);
        ends.add(at + length);
        mark(true);
    }

    /** Where the next value begins in the array of {@link #withRoom}. */
    public int end() {
        return ends.last();
    }

    /** The array of all values, with room for so many bytes of the next one; what has been written of that stays. */
    public byte[] withRoom(int bytes) {
        data = room(data, Math.addExact(ends.last(), bytes));
        return data;
    }

    /** Adds the value that has been written to the array of {@link #withRoom}, from {@link #end} up to an index. */
    public void appendWritten(int end) {
        ends.add(end);
        mark(true);
    }

    /** Adds a text. */
    public void append(char[] text, int start, int length) {
        int at = ends.last();
        data = room(data, Math.addExact(at, length));
        int i = start;
        int end = start + length;
        byte[] out = data;
        while (i < end && text[i] < 0x80) {
            out[at++] = (byte) text[i++];
        }
        if (i < end) {
            data = room(data, Math.addExact(at, Math.multiplyExact(end - i, LONGEST_CHARACTER)));
            at = encode(text, i, end, at);
        }
        ends.add(at);
        mark(true);
    }

    /** How many bytes the value at an index has. */
    public int length(int index) {
        return ends.at(index) - ends.before(index);
    }

    @Override
    public long bytes() {
        return ends.last() + 4L * size();
    }

    @Override
    protected void putNothing() {
        ends.add(ends.last());
    }

    @Override
    protected void putCopy(ColumnBuffer other, int index) {
        BytesBuffer same = (BytesBuffer) other;
        int from = same.ends.before(index);
        int length = same.ends.at(index) - from;
        int at = ends.last();
        data = room(data, at + length);
        System.arraycopy(same.data, from, data, at, length);
        ends.add(at + length);
    }

    @Override
    protected void cut(int newSize) {
        ends.truncate(newSize);
    }

    @Override
    protected void collectValues(List<ArrowFieldNode> nodes, List<ArrowBuf> buffers, BufferAllocator allocator) {
        buffers.add(ends.toArrow(allocator));
        buffers.add(copy(data, ends.last(), allocator));
    }

    private int encode(char[] text, int from, int end, int position) {
        byte[] out = data;
        int at = position;
        for (int i = from; i < end; i++) {
            char c = text[i];
            if (c < 0x80) {
                out[at++] = (byte) c;
            } else if (c < 0x800) {
                out[at++] = (byte) (0xC0 | c >> 6);
                out[at++] = (byte) (0x80 | c & 0x3F);
            } else if (!Character.isSurrogate(c)) {
                out[at++] = (byte) (0xE0 | c >> 12);
                out[at++] = (byte) (0x80 | c >> 6 & 0x3F);
                out[at++] = (byte) (0x80 | c & 0x3F);
            } else if (Character.isHighSurrogate(c) && i + 1 < end && Character.isLowSurrogate(text[i + 1])) {
                int code = Character.toCodePoint(c, text[++i]);
                out[at++] = (byte) (0xF0 | code >> 18);
                out[at++] = (byte) (0x80 | code >> 12 & 0x3F);
                out[at++] = (byte) (0x80 | code >> 6 & 0x3F);
                out[at++] = (byte) (0x80 | code & 0x3F);
            } else {
                System.arraycopy(UNREADABLE, 0, out, at, UNREADABLE.length); // half of a pair
                at += UNREADABLE.length;
            }
        }
        return at;
    }
}
