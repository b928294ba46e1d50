package io.pipit.core.block.json.value;

import io.pipit.core.block.column.BitBuffer;
import io.pipit.core.block.column.BytesBuffer;
import io.pipit.core.block.column.ColumnBuffer;
import io.pipit.core.block.column.FixedBuffer;
import io.pipit.core.block.column.ListBuffer;
import io.pipit.core.block.column.StructBuffer;
import io.pipit.core.block.column.WideBuffer;
import io.pipit.core.block.json.value.TupleCell.Member;
import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.BoolType;
import io.pipit.core.block.type.DataType.DateTime64Type;
import io.pipit.core.block.type.DataType.DateTimeType;
import io.pipit.core.block.type.DataType.DateType;
import io.pipit.core.block.type.DataType.DecimalType;
import io.pipit.core.block.type.DataType.EnumType;
import io.pipit.core.block.type.DataType.FixedStringType;
import io.pipit.core.block.type.DataType.FloatType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.block.type.DataType.IpType;
import io.pipit.core.block.type.DataType.JsonType;
import io.pipit.core.block.type.DataType.MapType;
import io.pipit.core.block.type.DataType.StringType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.block.type.DataType.UuidType;
import io.pipit.core.block.type.StorageTypes;
import java.util.ArrayList;
import java.util.List;

/** Which cell takes the values of which type. */
public final class Cells {
    private static final int WIDEST_INTEGER_DIGITS = 38;

    private Cells() {}

    /** The cell that puts values of a type into a buffer made for its storage type. */
    public static Cell of(DataType type, ColumnBuffer buffer) {
        Cell cell = bare(type.bare(), buffer);
        return type.nullable() ? new NullableCell(buffer, cell) : cell;
    }

    /** Whether values of a type are held as the text of their JSON when they are objects or arrays. */
    public static boolean holdsJsonText(DataType type) {
        DataType bare = type.bare();
        return bare instanceof StringType || bare instanceof JsonType;
    }

    /** The cell that puts raw JSON text into a buffer of texts. */
    public static TextCell text(ColumnBuffer buffer) {
        return new TextCell((BytesBuffer) buffer);
    }

    private static Cell bare(DataType type, ColumnBuffer buffer) {
        if (type instanceof ArrayType array) {
            ListBuffer list = (ListBuffer) buffer;
            return new ListCell(list, of(array.element(), list.elements()));
        } else if (type instanceof MapType map) {
            return map(map, (ListBuffer) buffer);
        } else if (type instanceof TupleType tuple) {
            return tuple(tuple, (StructBuffer) buffer);
        }
        ScalarCell scalar = scalar(type, buffer);
        return scalar == null ? new NoCell(type.toString()) : scalar;
    }

    private static Cell map(MapType type, ListBuffer buffer) {
        StructBuffer entries = (StructBuffer) buffer.elements();
        ScalarCell key = scalar(type.key().bare(), entries.member(0));
        return key == null
                ? new NoCell(type.toString())
                : new MapCell(buffer, key, of(type.value(), entries.member(1)));
    }

    private static Cell tuple(TupleType type, StructBuffer buffer) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < type.elements().size(); i++) {
            DataType member = type.elements().get(i);
            members.add(new Member(StorageTypes.memberName(type, i), of(member, buffer.member(i)), member.nullable()));
        }
        return new TupleCell(buffer, members);
    }

    /** Null for types that have no single values. */
    private static ScalarCell scalar(DataType type, ColumnBuffer buffer) {
        if (buffer instanceof BytesBuffer bytes) {
            return texts(type, bytes);
        } else if (type instanceof IntType t) {
            return buffer instanceof WideBuffer wide
                    ? new DecimalCell(wide, WIDEST_INTEGER_DIGITS, 0, !t.signed(), t.toString())
                    : new IntegerCell((FixedBuffer) buffer, t);
        } else if (type instanceof FloatType t) {
            return new FloatCell((FixedBuffer) buffer, t.bits());
        } else if (type instanceof DecimalType t) {
            return new DecimalCell((WideBuffer) buffer, t.precision(), t.scale(), false, t.toString());
        } else if (type instanceof BoolType) {
            return new BooleanCell((BitBuffer) buffer);
        } else if (type instanceof UuidType) {
            return new UuidCell((WideBuffer) buffer);
        } else if (type instanceof DateType t) {
            return new DateCell((FixedBuffer) buffer, t.wide());
        } else if (type instanceof DateTimeType t) {
            return new DateTimeCell((FixedBuffer) buffer, "DateTime", -1, t.zone());
        } else if (type instanceof DateTime64Type t) {
            return new DateTimeCell((FixedBuffer) buffer, t.toString(), t.precision(), t.zone());
        }
        return null; // partial states, intervals
    }

    private static ScalarCell texts(DataType type, BytesBuffer buffer) {
        if (type instanceof FixedStringType t) {
            return new TextCell(buffer, t.bytes());
        } else if (type instanceof EnumType t) {
            return new EnumCell(buffer, t);
        } else if (type instanceof IpType t) {
            return new IpCell(buffer, t.version());
        }
        return type instanceof StringType || type instanceof JsonType ? new TextCell(buffer) : null;
    }
}
