package io.pipit.core.block.column;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/** Lists of values of one type; a map is a list of structs of key and value. */
public final class ListBuffer extends ColumnBuffer {
    private final ColumnBuffer elements;
    private final Offsets ends = new Offsets();

    /** Lists over a buffer that holds the elements of all of them. */
    public ListBuffer(ColumnBuffer elements) {
        this.elements = elements;
    }

    /** Where elements are added before {@link #endList()}. */
    public ColumnBuffer elements() {
        return elements;
    }

    /** Makes a list of all elements that were added since the last one. */
    public void endList() {
        ends.add(elements.size());
        mark(true);
    }

    /** Drops elements that belong to no list yet. */
    public void dropOpenElements() {
        elements.truncate(ends.last());
    }

    /** How many elements were added that belong to no list yet. */
    public int openElements() {
        return elements.size() - ends.last();
    }

    @Override
    public long bytes() {
        return elements.bytes() + 4L * size();
    }

    @Override
    protected void putNothing() {
        ends.add(ends.last());
    }

    @Override
    protected void putCopy(ColumnBuffer other, int index) {
        ListBuffer same = (ListBuffer) other;
        for (int i = same.ends.before(index); i < same.ends.at(index); i++) {
            elements.appendCopy(same.elements, i);
        }
        ends.add(elements.size());
    }

    @Override
    protected void cut(int newSize) {
        ends.truncate(newSize);
        elements.truncate(ends.last());
    }

    @Override
    protected void collectValues(List<ArrowFieldNode> nodes, List<ArrowBuf> buffers, BufferAllocator allocator) {
        buffers.add(ends.toArrow(allocator));
        elements.collect(nodes, buffers, allocator);
    }
}
