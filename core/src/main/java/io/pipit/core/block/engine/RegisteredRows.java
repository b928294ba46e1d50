package io.pipit.core.block.engine;

import io.pipit.core.block.Column;
import io.pipit.core.block.Identity;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.arrow.ArrowTypes;
import io.pipit.core.block.type.StorageType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.duckdb.DuckDBConnection;

/** Rows that the engine can read once under the names in {@link #sql()}, until closed. */
final class RegisteredRows implements AutoCloseable {
    private final TableSpec spec;
    private final List<RowGroups.Group> groups;
    private final List<ChainedReader> readers = new ArrayList<>();
    private final List<ArrowArrayStream> streams = new ArrayList<>();

    RegisteredRows(DuckDBConnection connection, BufferAllocator allocator, TableSpec spec, List<SourceRows> rows) {
        this.spec = spec;
        this.groups = RowGroups.of(rows);
        try {
            for (RowGroups.Group group : groups) {
                ChainedReader reader = new ChainedReader(allocator, group);
                readers.add(reader);
                ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator);
                streams.add(stream);
                Data.exportArrayStream(allocator, reader, stream);
                connection.registerArrowStream(streamName(readers.size() - 1), stream);
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** A query of all rows: the hidden columns, then those of the table, each of its storage type. */
    String sql() {
        if (groups.isEmpty()) {
            return select(spec.columns(), List.of(), "null", " where false");
        }
        List<String> selects = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            RowGroups.Group group = groups.get(i);
            List<Field> fields = readers.get(i).readSchema().getFields();
            String feed = "'" + group.feed().replace("'", "''") + "'";
            selects.add(select(fields, feed, " from \"" + streamName(i) + "\""));
        }
        return String.join(" union all ", selects);
    }

    /** What failed while the engine read the rows, if anything did. */
    Optional<Throwable> failure() {
        return readers.stream()
                .map(ChainedReader::failure)
                .filter(f -> f != null)
                .findFirst();
    }

    @Override
    public void close() {
        for (ArrowArrayStream stream : streams) {
            if (stream.snapshot().release != 0) {
                stream.release(); // the engine has not taken it
            }
            stream.close();
        }
        readers.forEach(ChainedReader::close);
    }

    private String select(List<Field> fields, String feed, String from) {
        ForwardSql forward = new ForwardSql(spec);
        return forward.version(own(fields))
                .map(version -> forward.of(select(spec.forwards().get(version).from(), fields, feed, from), version))
                .orElseGet(() -> select(spec.columns(), fields, feed, from));
    }

    private static String select(List<Column> columns, List<Field> fields, String feed, String from) {
        List<String> items = new ArrayList<>();
        for (Identity.HiddenColumn hidden : Identity.COLUMNS) {
            String absent = hidden.name().equals(Identity.FEED) ? feed : "null";
            items.add(item(
                    hidden.name(), hidden.storage(), fields, () -> "cast(" + absent + " as " + hidden.storage() + ")"));
        }
        for (Column column : columns) {
            items.add(item(column.name(), column.storage(), fields, () -> AbsentRows.value(column)));
        }
        String rows = items.stream().collect(Collectors.joining(", ", "select ", from));
        List<Column> computed = columns.stream()
                .filter(AbsentRows::computed)
                .filter(column -> fields.stream().noneMatch(f -> f.getName().equals(column.name())))
                .toList();
        return computed.isEmpty() ? rows : "select * from " + new AbsentRows(computed).filled("(" + rows + ")");
    }

    /** The columns that are not hidden; one whose type is not known here makes the rows those of no version. */
    private static Map<String, StorageType> own(List<Field> fields) {
        Map<String, StorageType> own = new HashMap<>();
        for (Field field : fields) {
            if (!Identity.hidden(field.getName())) {
                own.put(field.getName(), ArrowTypes.storage(field).orElse(null));
            }
        }
        return own;
    }

    private static String item(String name, StorageType type, List<Field> fields, Supplier<String> absent) {
        String quoted = EngineSession.quoted(name);
        for (Field field : fields) {
            if (field.getName().equals(name)) {
                boolean asItIs = ArrowTypes.storage(field).filter(type::equals).isPresent();
                return asItIs ? quoted : "cast(" + quoted + " as " + type + ") as " + quoted;
            }
        }
        return absent.get() + " as " + quoted;
    }

    private static String streamName(int group) {
        return "_rows_" + group;
    }
}
