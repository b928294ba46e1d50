package io.pipit.core.lake.file;

import io.pipit.core.block.Column;
import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.type.StorageType;
import io.pipit.core.block.type.TypeDefaults;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.layout.LakeTypes;
import io.pipit.core.lake.layout.TableLayout;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/**
 * The engine's text that reads files of a table by field id, as Iceberg's readers do: a column that a file lacks, because it was
 * added later, is NULL or the type's default there.
 */
public final class ScanSql {
    private final TableSpec spec;
    private final Schema schema;
    private final Set<Integer> original;
    private final boolean evolved;
    private final Set<String> ordering;

    /**
     * Of a table.
     *
     * @param original field ids of the first schema of the table: every file has them
     * @param evolved whether the table has had another schema: then files may lack columns, or have them under other names
     */
    public ScanSql(TableSpec spec, Schema schema, Set<Integer> original, boolean evolved) {
        this.spec = spec;
        this.schema = schema;
        this.original = Set.copyOf(original);
        this.evolved = evolved;
        this.ordering = Stream.concat(
                        spec.sortingKey().stream().map(SortKey::column),
                        Stream.of(spec.partitionKey().column()))
                .collect(Collectors.toSet());
    }

    /** A parenthesised SELECT of the hidden columns and the columns in storage types. */
    public String of(List<String> paths) {
        return paths.isEmpty() ? empty() : scan(paths);
    }

    private String empty() {
        return new TableLayout(spec)
                .columns().stream()
                        .map(c -> "CAST(NULL AS " + c.storage() + ") AS " + EngineSession.quoted(c.name()))
                        .collect(Collectors.joining(", ", "(SELECT ", " WHERE false)"));
    }

    private String scan(List<String> paths) {
        List<TableLayout.Stored> columns = new TableLayout(spec).columns();
        String select = columns.stream().map(this::item).collect(Collectors.joining(", "));
        String files = paths.stream().map(ParquetFiles::literal).collect(Collectors.joining(", ", "[", "]"));
        return "(SELECT " + select + " FROM read_parquet(" + files + ", hive_partitioning=false" + types(columns)
                + "))";
    }

    /** What the files are read as; nothing where they are so anyway: binding the types takes longer than all else of a small query. */
    private String types(List<TableLayout.Stored> columns) {
        boolean asTheyAre = columns.stream().allMatch(c -> readAs(c).equals(LakeTypes.engineType(c.storage())));
        return !evolved && asTheyAre
                ? ""
                : columns.stream().map(this::type).collect(Collectors.joining(", ", ", schema=MAP {", "}"));
    }

    private String type(TableLayout.Stored column) {
        return field(column.name()).fieldId() + ": {name: " + ParquetFiles.literal(column.name()) + ", type: "
                + ParquetFiles.literal(readAs(column)) + ", default_value: NULL}";
    }

    /**
     * The reader casts columns that rows are ordered by: unlike a cast above it that keeps row groups prunable. For others a cast above it
     * does, and may be a faster one.
     */
    private String readAs(TableLayout.Stored column) {
        StorageType storage = column.storage();
        return ordering.contains(column.name()) && LakeTypes.castable(storage)
                ? storage.toString()
                : LakeTypes.engineType(storage);
    }

    private String item(TableLayout.Stored column) {
        String name = EngineSession.quoted(column.name());
        StorageType storage = column.storage();
        String value = readAs(column).equals(storage.toString()) ? name : LakeTypes.fromLake(name, storage);
        Optional<Column> own = spec.column(column.name());
        boolean mayLack = !original.contains(field(column.name()).fieldId());
        if (mayLack && own.isPresent() && !own.get().type().nullable()) {
            value = "coalesce(" + value + ", " + TypeDefaults.sql(own.get().type()) + ")";
        }
        return value.equals(name) ? name : value + " AS " + name;
    }

    private Types.NestedField field(String column) {
        Types.NestedField field = schema.asStruct().field(column);
        if (field == null) {
            throw new PipitException(
                    ErrorCode.UNKNOWN_COLUMN,
                    "The lake's table " + spec.name() + " has no column '" + column
                            + "' yet: it is added when the project is deployed.");
        }
        return field;
    }
}
