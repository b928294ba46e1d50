package io.pipit.core.lake.file;

import io.pipit.core.block.Column;
import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.AbsentRows;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.WantedColumns;
import io.pipit.core.block.type.StorageType;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.layout.AddedColumns;
import io.pipit.core.lake.layout.LakeTypes;
import io.pipit.core.lake.layout.TableLayout;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/**
 * The engine's text that reads files of a table by field id, as Iceberg's readers do: a column that a file lacks, because it was
 * added later, holds there what it held when it was added.
 */
public final class ScanSql {
    private final TableSpec spec;
    private final Schema schema;
    private final Set<Integer> original;
    private final boolean evolved;
    private final Set<String> ordering;
    private final AddedColumns added;

    /**
     * Of a table.
     *
     * @param original field ids of the first schema of the table: every file has them
     * @param evolved whether the table has had another schema: then files may lack columns, or have them under other names
     * @param added what the columns hold in files that lack them
     */
    public ScanSql(TableSpec spec, Schema schema, Set<Integer> original, boolean evolved, AddedColumns added) {
        this.added = added;
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
        return "(" + select(paths, WantedColumns.ALL) + ")";
    }

    /** A SELECT of these columns, in their order (of all columns: hidden ones first), in storage types. */
    public String select(List<String> paths, WantedColumns wanted) {
        if (paths.isEmpty()) {
            return none(spec, wanted);
        }
        List<TableLayout.Stored> columns = columns(spec, wanted);
        List<Column> computed = computed(columns);
        return computed.isEmpty() ? scan(paths, columns, spec) : filled(paths, columns, computed);
    }

    private static List<TableLayout.Stored> columns(TableSpec spec, WantedColumns wanted) {
        List<TableLayout.Stored> all = new TableLayout(spec).columns();
        if (wanted.all()) {
            return all;
        }
        Map<String, TableLayout.Stored> byName = new HashMap<>();
        all.forEach(column -> byName.put(column.name(), column));
        return wanted.names().stream().map(byName::get).filter(Objects::nonNull).toList();
    }

    /** A SELECT of these columns, in their order, of a table that gives no rows. */
    public static String none(TableSpec spec, WantedColumns wanted) {
        return columns(spec, wanted).stream()
                .map(c -> "CAST(NULL AS " + c.storage() + ") AS " + EngineSession.quoted(c.name()))
                .collect(Collectors.joining(", ", "SELECT ", " WHERE false"));
    }

    /** Columns that a file may lack, and that other columns give the value of, with those of these others. */
    private List<Column> computed(List<TableLayout.Stored> wanted) {
        Map<String, Column> computed = new LinkedHashMap<>();
        Deque<Column> looked = new ArrayDeque<>();
        wanted.forEach(column -> spec.column(column.name()).ifPresent(looked::add));
        while (!looked.isEmpty()) {
            Column before = added.of(looked.remove());
            before.absent()
                    .filter(value -> value.computed() && mayLack(before.name()))
                    .filter(value -> computed.putIfAbsent(before.name(), before) == null)
                    .ifPresent(value -> looked.addAll(value.reads()));
        }
        return List.copyOf(computed.values());
    }

    private String filled(List<String> paths, List<TableLayout.Stored> wanted, List<Column> computed) {
        Map<String, Column> all = new LinkedHashMap<>();
        spec.columns().forEach(column -> all.put(column.name(), column));
        computed.forEach(
                column -> column.absent().orElseThrow().reads().forEach(read -> all.putIfAbsent(read.name(), read)));
        TableSpec read = spec.with(List.copyOf(all.values()), List.of());
        String rows = "(" + scan(paths, new TableLayout(read).columns(), read) + ")";
        return wanted.stream()
                .map(column -> EngineSession.quoted(column.name()))
                .collect(Collectors.joining(", ", "SELECT ", " FROM " + new AbsentRows(computed).filled(rows)));
    }

    private boolean mayLack(String column) {
        return !original.contains(field(column).fieldId());
    }

    private String scan(List<String> paths, List<TableLayout.Stored> columns, TableSpec read) {
        String select = columns.stream().map(column -> item(column, read)).collect(Collectors.joining(", "));
        String files = paths.stream().map(ParquetFiles::literal).collect(Collectors.joining(", ", "[", "]"));
        return "SELECT " + select + " FROM read_parquet(" + files + ", hive_partitioning=false" + types(columns, read)
                + ")";
    }

    /** What the files are read as; nothing where they are so anyway: binding the types takes longer than all else of a small query. */
    private String types(List<TableLayout.Stored> columns, TableSpec read) {
        boolean asTheyAre = columns.stream().allMatch(c -> readAs(c).equals(LakeTypes.engineType(c.storage())));
        return !evolved && asTheyAre
                ? ""
                : columns.stream()
                        .map(column -> type(column, read))
                        .collect(Collectors.joining(", ", ", schema=MAP {", "}"));
    }

    private String type(TableLayout.Stored column, TableSpec read) {
        String absent = read.column(column.name())
                .filter(own -> own.type().nullable() && mayLack(own.name()))
                .map(added::of)
                .filter(own -> own.absent().isPresent())
                .map(own -> "CAST(" + AbsentRows.value(own) + " AS VARCHAR)")
                .orElse("NULL");
        return field(column.name()).fieldId() + ": {name: " + ParquetFiles.literal(column.name()) + ", type: "
                + ParquetFiles.literal(readAs(column)) + ", default_value: " + absent + "}";
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

    private String item(TableLayout.Stored column, TableSpec read) {
        String name = EngineSession.quoted(column.name());
        StorageType storage = column.storage();
        String value = readAs(column).equals(storage.toString()) ? name : LakeTypes.fromLake(name, storage);
        Optional<Column> own = read.column(column.name())
                .filter(c -> !c.type().nullable() && mayLack(c.name()))
                .map(added::of);
        if (own.isPresent()) {
            value = "coalesce(" + value + ", " + AbsentRows.value(own.get()) + ")";
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
