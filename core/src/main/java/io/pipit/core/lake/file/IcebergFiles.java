package io.pipit.core.lake.file;

import io.pipit.core.lake.LakeFile;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.transforms.Transform;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.SerializableFunction;
import org.apache.iceberg.util.UnicodeUtil;

/** Written files as Iceberg registers them: with partition and bounds, by which any reader skips files. */
public final class IcebergFiles {
    private static final int BOUND_CHARACTERS = 16;

    private final Schema schema;
    private final PartitionSpec partitions;

    /** For the files of one table. */
    public IcebergFiles(Schema schema, PartitionSpec partitions) {
        this.schema = schema;
        this.partitions = partitions;
    }

    /** The file for a commit. */
    public DataFile dataFile(LakeFile file) {
        DataFiles.Builder builder = DataFiles.builder(partitions)
                .withPath(file.path())
                .withFormat(FileFormat.PARQUET)
                .withFileSizeInBytes(file.bytes())
                .withMetrics(metrics(file));
        if (partitions.isPartitioned()) {
            PartitionData data = new PartitionData(partitions.partitionType());
            Type type = partitions.partitionType().fields().get(0).type();
            data.set(
                    0,
                    file.partition() == null
                            ? null
                            : value(type, file.partition().toString()));
            builder.withPartition(data);
        }
        return builder.build();
    }

    /** The value of the partition that all rows of a file belong to, by its bounds; empty when these tell of several, or too little. */
    public Optional<String> onePartition(LakeFile file) {
        PartitionField field = partitions.fields().get(0);
        LakeFile.ColumnStats stats = file.columnStats().get(field.sourceId());
        if (stats == null || stats.nullCount() > 0 || stats.min() == null || stats.max() == null) {
            return Optional.empty();
        }
        Type type = schema.findType(field.sourceId());
        SerializableFunction<Object, Object> partition = transform(field).bind(type);
        Object least = partition.apply(value(type, stats.min()));
        Object greatest = partition.apply(value(type, stats.max()));
        return least != null && least.equals(greatest) ? Optional.of(least.toString()) : Optional.empty();
    }

    @SuppressWarnings("unchecked") // Iceberg's own type says nothing of its values
    private static Transform<Object, Object> transform(PartitionField field) {
        return (Transform<Object, Object>) field.transform();
    }

    private Metrics metrics(LakeFile file) {
        Map<Integer, Long> values = new HashMap<>();
        Map<Integer, Long> nulls = new HashMap<>();
        Map<Integer, ByteBuffer> lower = new HashMap<>();
        Map<Integer, ByteBuffer> upper = new HashMap<>();
        file.columnStats().forEach((id, stats) -> {
            Types.NestedField field = schema.findField(id);
            if (field == null) {
                return;
            }
            values.put(id, stats.valueCount());
            nulls.put(id, stats.nullCount());
            if (stats.min() != null && stats.max() != null) {
                putBounds(field.type(), id, stats, lower, upper);
            }
        });
        return new Metrics(file.rows(), null, values, nulls, null, lower, upper);
    }

    private static void putBounds(
            Type type,
            int id,
            LakeFile.ColumnStats stats,
            Map<Integer, ByteBuffer> lower,
            Map<Integer, ByteBuffer> upper) {
        Object min = value(type, stats.min());
        Object max = value(type, stats.max());
        if (min == null || max == null) {
            return; // no bound is always right
        }
        if (type.typeId() == Type.TypeID.STRING) {
            Literal<CharSequence> cut = UnicodeUtil.truncateStringMax(Literal.of((CharSequence) max), BOUND_CHARACTERS);
            if (cut == null) {
                return;
            }
            min = UnicodeUtil.truncateString((CharSequence) min, BOUND_CHARACTERS);
            max = cut.value();
        }
        lower.put(id, Conversions.toByteBuffer(type, min));
        upper.put(id, Conversions.toByteBuffer(type, max));
    }

    /** A value that the engine printed, in Iceberg's internal form; null when it has none. */
    private static Object value(Type type, String text) {
        try {
            return switch (type.typeId()) {
                case BOOLEAN -> text.equals("1") || text.equals("true");
                case INTEGER -> Integer.valueOf(text);
                case LONG -> Long.valueOf(text);
                case FLOAT -> Float.valueOf(text);
                case DOUBLE -> Double.valueOf(text);
                case STRING -> text;
                case UUID -> UUID.fromString(text);
                case DECIMAL ->
                    new BigDecimal(text).setScale(((Types.DecimalType) type).scale(), RoundingMode.UNNECESSARY);
                case DATE ->
                    text.indexOf('-', 1) > 0
                            ? (Object) Math.toIntExact(LocalDate.parse(text).toEpochDay())
                            : Integer.valueOf(text);
                case TIMESTAMP -> text.indexOf(' ') > 0 ? (Object) micros(text) : Long.valueOf(text);
                default -> null;
            };
        } catch (RuntimeException e) {
            return null; // for instance a year beyond 9999: no bound is always right
        }
    }

    private static long micros(String text) {
        LocalDateTime time = LocalDateTime.parse(text.replace(' ', 'T'));
        return ChronoUnit.MICROS.between(LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC), time);
    }
}
