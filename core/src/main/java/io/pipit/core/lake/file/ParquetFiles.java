package io.pipit.core.lake.file;

import io.pipit.core.block.Identity;
import io.pipit.core.block.PartitionKey;
import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.type.StorageType;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.LakeFile;
import io.pipit.core.lake.layout.LakeTypes;
import io.pipit.core.lake.layout.TableLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;

/** Writes rows of a query as sorted Parquet files that Iceberg's readers understand. */
public final class ParquetFiles {
    private static final int ROW_GROUP_ROWS = 122_880;

    /**
     * Who reads a row group holds a column of it twice, so that this, and not the rows, says how little memory suffices. Files of narrow
     * rows grow by 3 %.
     */
    static final long ROW_GROUP_BYTES = 8 << 20;

    private static final String PARTITION_COLUMN = "_pipit_partition";

    private final TableSpec spec;
    private final TableLayout layout;
    private final Schema schema;
    private final Path folder;

    /** Files of one table in a folder; {@code schema} is the table's, with its field ids. */
    public ParquetFiles(TableSpec spec, Schema schema, Path folder) {
        this.spec = spec;
        this.layout = new TableLayout(spec);
        this.schema = schema;
        this.folder = folder;
    }

    /**
     * Writes; one file for each partition value, none for no rows. What is too much to be sorted at once is sorted range by range, in more
     * files.
     */
    public List<LakeFile> write(EngineSession session, String query) {
        try {
            return writeAtOnce(session, query);
        } catch (PipitException e) {
            if (e.code() != ErrorCode.OUT_OF_MEMORY) {
                throw e;
            }
            return new SortedRanges(spec, schema, this).write(session, query);
        }
    }

    /** Writes with one sort. */
    List<LakeFile> writeAtOnce(EngineSession session, String query) {
        return write(session, query, layout.effectiveTransform(), null);
    }

    /** Writes one file of the rows as they come, which takes little memory. */
    List<LakeFile> writeUnsorted(EngineSession session, String query, Path file) {
        return copy(session, columns(query, ""), file, "", null);
    }

    /** What the rows of a file are sorted by, before that the partition: the engine's texts over columns in storage types. */
    List<String> order() {
        PartitionKey.Transform transform = layout.effectiveTransform();
        return Stream.concat(
                        transform == PartitionKey.Transform.NONE ? Stream.of() : Stream.of(partitionValue(transform)),
                        sortedBy())
                .toList();
    }

    /**
     * Writes rows of one partition value into one file, which costs about a third less: dividing rows means to copy them twice.
     *
     * @param partition their value, as {@link #onePartition} gives it
     */
    public List<LakeFile> writeOne(EngineSession session, String query, String partition) {
        return write(session, query, PartitionKey.Transform.NONE, partition);
    }

    /**
     * Writes rows that most likely belong to one partition into one file, without a look at them before: its bounds tell whether they do.
     *
     * @return empty when they do not, or when it takes more to know: nothing is left of the file then
     */
    public List<LakeFile> writeLikelyOne(EngineSession session, String query) {
        if (!byTime()) {
            return List.of();
        }
        List<LakeFile> written = write(session, query, PartitionKey.Transform.NONE, null);
        if (written.isEmpty()) {
            return written;
        }
        LakeFile file = written.get(0);
        Optional<String> partition = new IcebergFiles(schema, layout.partitions(schema)).onePartition(file);
        if (partition.isEmpty()) {
            delete(file);
        }
        return partition.stream()
                .map(value -> new LakeFile(file.path(), file.rows(), file.bytes(), value, file.columnStats()))
                .toList();
    }

    /** Whether partitions are spans of time, whose values go with those of the column. */
    private boolean byTime() {
        PartitionKey.Transform transform = layout.effectiveTransform();
        return transform != PartitionKey.Transform.NONE && transform != PartitionKey.Transform.IDENTITY;
    }

    /** The value of the partition that all rows of a query belong to; empty when there are several, or when it takes more to know. */
    public Optional<String> onePartition(EngineSession session, String query) {
        if (!byTime()) {
            return Optional.empty();
        }
        String sql = "SELECT min(" + PARTITION_COLUMN + "), max(" + PARTITION_COLUMN + "), count(*) = count("
                + PARTITION_COLUMN + ") FROM (SELECT " + partitionSql(layout.effectiveTransform()) + " FROM (" + query
                + "))";
        return session.query(sql, result -> {
            result.next();
            String least = result.getString(1);
            boolean one = least != null && least.equals(result.getString(2)) && result.getBoolean(3);
            return one ? Optional.of(least) : Optional.empty();
        });
    }

    private List<LakeFile> write(
            EngineSession session, String query, PartitionKey.Transform transform, String partition) {
        boolean divided = transform != PartitionKey.Transform.NONE;
        Path target = divided ? folder : folder.resolve(UUID.randomUUID() + ".parquet");
        String division =
                divided ? ", PARTITION_BY (" + PARTITION_COLUMN + "), FILENAME_PATTERN '{uuid}', APPEND true" : "";
        makeFolder();
        return copy(session, select(query, transform), target, division, partition);
    }

    private List<LakeFile> copy(EngineSession session, String rows, Path target, String division, String partition) {
        String options = "FORMAT parquet, ROW_GROUP_SIZE " + ROW_GROUP_ROWS + ", ROW_GROUP_SIZE_BYTES "
                + ROW_GROUP_BYTES + ", RETURN_STATS true, FIELD_IDS " + FieldIds.of(schema) + division;
        List<LakeFile> files = session.query(
                "COPY (" + rows + ") TO " + literal(target.toString()) + " (" + options + ")",
                result -> files(result, partition));
        files.stream().filter(f -> f.rows() == 0).forEach(ParquetFiles::delete);
        return files.stream().filter(f -> f.rows() > 0).toList();
    }

    private String select(String query, PartitionKey.Transform transform) {
        String order = sortedBy().map(e -> e + " ASC NULLS LAST").collect(Collectors.joining(", "));
        String partition = transform == PartitionKey.Transform.NONE ? "" : ", " + partitionSql(transform);
        return columns("SELECT * FROM (" + query + ") ORDER BY " + order, partition);
    }

    private String columns(String query, String further) {
        String columns = layout.columns().stream()
                .map(c -> LakeTypes.toLake(EngineSession.quoted(c.name()), c.storage()) + " AS "
                        + EngineSession.quoted(c.name()))
                .collect(Collectors.joining(", "));
        return "SELECT " + columns + further + " FROM (" + query + ")";
    }

    private Stream<String> sortedBy() {
        return Stream.concat(
                spec.sortingKey().stream().map(SortKey::engineSql),
                Stream.of(Identity.PART, Identity.OFF, Identity.ROW).map(EngineSession::quoted));
    }

    /** The value as Iceberg counts it. */
    private String partitionValue(PartitionKey.Transform transform) {
        String column = EngineSession.quoted(layout.partitionColumn().name());
        StorageType storage = layout.partitionColumn().storage();
        return switch (transform) {
            case YEAR -> "(year(" + column + ") - 1970)";
            case MONTH -> "((year(" + column + ") - 1970) * 12 + month(" + column + ") - 1)";
            case DAY -> "(CAST(" + column + " AS DATE) - DATE '1970-01-01')";
            case HOUR -> "CAST(floor(epoch_us(" + column + ") / 3600000000) AS BIGINT)";
            default -> identitySql(column, storage);
        };
    }

    private String partitionSql(PartitionKey.Transform transform) {
        return partitionValue(transform) + " AS " + PARTITION_COLUMN;
    }

    private static String identitySql(String column, StorageType storage) {
        if (storage == StorageType.Plain.DATE) {
            return "(" + column + " - DATE '1970-01-01')";
        } else if (storage == StorageType.Plain.TIMESTAMP) {
            return "epoch_us(" + column + ")";
        }
        return LakeTypes.toLake(column, storage);
    }

    private List<LakeFile> files(ResultSet result, String onlyPartition) throws SQLException {
        List<LakeFile> files = new ArrayList<>();
        while (result.next()) {
            Map<?, ?> keys = (Map<?, ?>) result.getObject("partition_keys");
            Object partition = keys == null ? onlyPartition : keys.get(PARTITION_COLUMN);
            files.add(new LakeFile(
                    result.getString("filename"),
                    result.getLong("count"),
                    result.getLong("file_size_bytes"),
                    partition == null ? null : partition.toString(),
                    ColumnStatistics.read((Map<?, ?>) result.getObject("column_statistics"), schema)));
        }
        return files;
    }

    private void makeFolder() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new PipitException(
                    ErrorCode.STORAGE_FAILED,
                    "The folder " + folder + " of the table " + spec.name() + " cannot be made: " + e.getMessage()
                            + ". Check the disk and the rights of the warehouse.",
                    e);
        }
    }

    private static void delete(LakeFile unused) {
        try {
            Files.deleteIfExists(Path.of(unused.path()));
        } catch (IOException e) {
            // a file that nothing refers to does no harm
        }
    }

    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
