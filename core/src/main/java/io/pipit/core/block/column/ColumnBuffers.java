package io.pipit.core.block.column;

import io.pipit.core.block.type.StorageType;
import io.pipit.core.block.type.StorageType.DecimalStorage;
import io.pipit.core.block.type.StorageType.ListStorage;
import io.pipit.core.block.type.StorageType.MapStorage;
import io.pipit.core.block.type.StorageType.Plain;
import io.pipit.core.block.type.StorageType.StructStorage;
import java.util.List;

/** Which buffer holds which storage type. */
public final class ColumnBuffers {
    private ColumnBuffers() {}

    /** An empty buffer for values of a type. */
    public static ColumnBuffer of(StorageType type) {
        if (type instanceof Plain plain) {
            return plain(plain);
        } else if (type instanceof DecimalStorage) {
            return new WideBuffer();
        } else if (type instanceof ListStorage list) {
            return new ListBuffer(of(list.element()));
        } else if (type instanceof StructStorage struct) {
            return new StructBuffer(
                    struct.fields().stream().map(f -> of(f.type())).toList());
        }
        MapStorage map = (MapStorage) type;
        return new ListBuffer(new StructBuffer(List.of(of(map.key()), of(map.value()))));
    }

    private static ColumnBuffer plain(Plain type) {
        return switch (type) {
            case BOOLEAN -> new BitBuffer();
            case TINYINT, UTINYINT -> new FixedBuffer(1);
            case SMALLINT, USMALLINT -> new FixedBuffer(2);
            case INTEGER, UINTEGER, FLOAT, DATE -> new FixedBuffer(4);
            case BIGINT, UBIGINT, DOUBLE, TIMESTAMP, TIMESTAMP_NS -> new FixedBuffer(8);
            case HUGEINT, UHUGEINT, UUID -> new WideBuffer();
            case VARCHAR -> new BytesBuffer();
        };
    }
}
