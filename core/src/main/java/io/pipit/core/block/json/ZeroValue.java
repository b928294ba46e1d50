package io.pipit.core.block.json;

import io.pipit.core.block.column.BitBuffer;
import io.pipit.core.block.column.BytesBuffer;
import io.pipit.core.block.column.ColumnBuffer;
import io.pipit.core.block.column.FixedBuffer;
import io.pipit.core.block.column.ListBuffer;
import io.pipit.core.block.column.StructBuffer;
import io.pipit.core.block.column.WideBuffer;
import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.EnumType;
import io.pipit.core.block.type.DataType.IpType;
import io.pipit.core.block.type.DataType.TupleType;

/** Adds the default of a type: NULL where nullable, else zero, the empty text or list. */
final class ZeroValue {
    private ZeroValue() {}

    static void append(DataType type, ColumnBuffer buffer) {
        DataType bare = type.bare();
        if (type.nullable()) {
            buffer.appendNull();
        } else if (bare instanceof EnumType e) {
            String first =
                    e.ordered().stream().findFirst().map(EnumType.Entry::name).orElse("");
            append(first, buffer);
        } else if (bare instanceof IpType ip) {
            append(ip.zero(), buffer);
        } else if (buffer instanceof FixedBuffer fixed) {
            fixed.append(0);
        } else if (buffer instanceof WideBuffer wide) {
            wide.appendInteger(0, 0);
        } else if (buffer instanceof BitBuffer bit) {
            bit.append(false);
        } else if (buffer instanceof BytesBuffer bytes) {
            bytes.append(new byte[0], 0, 0);
        } else if (buffer instanceof ListBuffer list) {
            list.endList();
        } else if (bare instanceof TupleType tuple) {
            StructBuffer struct = (StructBuffer) buffer;
            for (int i = 0; i < tuple.elements().size(); i++) {
                append(tuple.elements().get(i), struct.member(i));
            }
            struct.endStruct();
        } else {
            buffer.appendNull(); // the partial state of nothing
        }
    }

    private static void append(String text, ColumnBuffer buffer) {
        ((BytesBuffer) buffer).append(text.toCharArray(), 0, text.length());
    }
}
