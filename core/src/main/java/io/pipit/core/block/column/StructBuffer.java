package io.pipit.core.block.column;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/** Values with named members. */
public final class StructBuffer extends ColumnBuffer {
    private final List<ColumnBuffer> members;

    /** Structs over the buffers of their members. */
    public StructBuffer(List<ColumnBuffer> members) {
        this.members = List.copyOf(members);
    }

    /** Where a member is added before {@link #endStruct()}. */
    public ColumnBuffer member(int index) {
        return members.get(index);
    }

    /** Makes a struct of the members, to each of which one value was added. */
    public void endStruct() {
        mark(true);
    }

    /** Drops members that belong to no struct yet. */
    public void dropOpenMembers() {
        members.forEach(m -> m.truncate(size()));
    }

    @Override
    public long bytes() {
        return members.stream().mapToLong(ColumnBuffer::bytes).sum();
    }

    @Override
    protected void putNothing() {
        members.forEach(ColumnBuffer::appendNull);
    }

    @Override
    protected void putCopy(ColumnBuffer other, int index) {
        for (int i = 0; i < members.size(); i++) {
            members.get(i).appendCopy(((StructBuffer) other).members.get(i), index);
        }
    }

    @Override
    protected void cut(int newSize) {
        members.forEach(m -> m.truncate(newSize));
    }

    @Override
    protected void collectValues(List<ArrowFieldNode> nodes, List<ArrowBuf> buffers, BufferAllocator allocator) {
        members.forEach(m -> m.collect(nodes, buffers, allocator));
    }
}
