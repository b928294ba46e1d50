package io.pipit.core.lake.layout;

import io.pipit.core.block.Column;
import io.pipit.core.block.Identity;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.type.StorageType;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** A project's table as Iceberg lays it out: hidden columns first, then the columns; partitions; order. */
public final class TableLayout {
    private final TableSpec spec;

    /** The layout of one table. */
    public TableLayout(TableSpec spec) {
        this.spec = spec;
    }

    /** A column as the lake holds it, by name and storage type. */
    public record Stored(String name, StorageType storage) {}

    /** All columns in order, hidden ones first. */
    public List<Stored> columns() {
        List<Stored> all = new ArrayList<>();
        Identity.COLUMNS.forEach(c -> all.add(new Stored(c.name(), c.storage())));
        spec.columns().forEach(c -> all.add(new Stored(c.name(), c.storage())));
        return all;
    }

    /** The schema with ids of its own; the catalog gives new ones when it makes the table. */
    public Schema schema() {
        AtomicInteger ids = new AtomicInteger();
        List<Types.NestedField> fields = new ArrayList<>();
        for (Stored column : columns()) {
            int id = ids.incrementAndGet();
            Type type = LakeTypes.of(column.storage(), ids::incrementAndGet);
            fields.add(Types.NestedField.optional(id, column.name(), type));
        }
        return new Schema(fields);
    }

    /** The partitions over that schema. */
    public PartitionSpec partitions(Schema schema) {
        PartitionSpec.Builder builder = PartitionSpec.builderFor(schema);
        PartitionKey key = spec.partitionKey();
        String name = "_partition";
        return switch (effectiveTransform()) {
            case NONE -> PartitionSpec.unpartitioned();
            case IDENTITY -> builder.identity(key.column(), name).build();
            case YEAR -> builder.year(key.column(), name).build();
            case MONTH -> builder.month(key.column(), name).build();
            case DAY -> builder.day(key.column(), name).build();
            case HOUR -> builder.hour(key.column(), name).build();
        };
    }

    /** The division that the lake can make: nanoseconds are numbers there and are not divided by time. */
    public PartitionKey.Transform effectiveTransform() {
        PartitionKey key = spec.partitionKey();
        if (key.transform() == PartitionKey.Transform.NONE) {
            return PartitionKey.Transform.NONE;
        }
        StorageType storage = partitionColumn().storage();
        boolean time = storage == StorageType.Plain.DATE || storage == StorageType.Plain.TIMESTAMP;
        if (key.transform() == PartitionKey.Transform.IDENTITY) {
            return storage instanceof StorageType.Plain || storage instanceof StorageType.DecimalStorage
                    ? PartitionKey.Transform.IDENTITY
                    : PartitionKey.Transform.NONE;
        }
        if (storage == StorageType.Plain.DATE && key.transform() == PartitionKey.Transform.HOUR) {
            return PartitionKey.Transform.DAY;
        }
        return time ? key.transform() : PartitionKey.Transform.NONE;
    }

    /** The column that partitions are made from. */
    public Column partitionColumn() {
        String name = spec.partitionKey().column();
        return spec.column(name).orElseThrow(() -> {
            List<String> known = spec.columns().stream().map(Column::name).toList();
            return new PipitException(
                    ErrorCode.INVALID_PROJECT,
                    "The partition key of " + spec.name() + " names the column '" + name + "', which it does not have."
                            + NearestName.hint(name, known));
        });
    }

    /** The order of rows as far as Iceberg can say it: the plain columns that lead the sorting key, of types that are not lists. */
    public SortOrder order(Schema schema) {
        SortOrder.Builder builder = SortOrder.builderFor(schema);
        for (SortKey key : spec.sortingKey()) {
            if (key.column().isEmpty() || !schema.findField(key.column()).type().isPrimitiveType()) {
                break;
            }
            builder.asc(key.column(), NullOrder.NULLS_LAST);
        }
        return builder.build();
    }
}
