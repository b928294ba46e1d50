package io.pipit.intake.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipit.core.block.Column;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.engine.ResultMapper;
import io.pipit.core.block.json.JsonPath;
import io.pipit.core.block.type.DataType;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads a CSV or Parquet file as events of one data source: columns of the file belong to columns of the data source by name, and each
 * value is put where the data source's JSON path looks for it. Columns that the data source does not have are left out.
 */
public final class FileRows {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CHUNK_BYTES = 2 << 20;

    /** Takes events, some lines at a time. */
    public interface Sink {
        /** Takes NDJSON. */
        void take(byte[] lines);
    }

    private final TableSpec table;
    private final EngineSession session;
    private final boolean byEngine;

    /** Of a data source. */
    public FileRows(TableSpec table, EngineSession session) {
        this(table, session, true);
    }

    /** The same, where the engine writes events if it can, or never does. */
    FileRows(TableSpec table, EngineSession session, boolean byEngine) {
        this.table = table;
        this.session = session;
        this.byEngine = byEngine;
    }

    /**
     * Reads the whole file.
     *
     * @throws PipitException {@code INVALID_BODY} when it is no such file, or none of its columns is one of the data source's
     */
    public void read(Path file, FileForm form, Sink sink) {
        String source = source(file, form);
        List<Field> fields = fields(source);
        boolean csv = form == FileForm.CSV;
        Optional<String> line = byEngine ? line(fields, csv) : Optional.empty();
        String select = line.orElseGet(() -> fields.stream().map(Field::select).collect(Collectors.joining(", ")));
        query("SELECT " + select + " FROM " + source, rows -> {
            if (line.isPresent()) {
                send(rows, sink, () -> rows.getString(1));
            } else {
                send(rows, sink, () -> event(rows, fields, csv));
            }
            return null;
        });
    }

    /** Whether the engine writes the events of a file. */
    boolean byEngine(Path file, FileForm form) {
        return byEngine
                && line(fields(source(file, form)), form == FileForm.CSV).isPresent();
    }

    private String source(Path file, FileForm form) {
        return form == FileForm.CSV ? csv(file) : "read_parquet(" + literal(file) + ")";
    }

    private List<Field> fields(String source) {
        Map<Column, String> types = columns(source);
        if (types.isEmpty()) {
            throw new PipitException(
                    ErrorCode.INVALID_BODY,
                    "None of the file's columns is one of '" + table.name() + "'; its columns are "
                            + table.columns().stream().map(Column::name).collect(Collectors.joining(", ")) + ".");
        }
        List<Field> fields = new ArrayList<>();
        types.forEach((column, type) -> fields.add(new Field(column, type)));
        return fields;
    }

    private Optional<String> line(List<Field> fields, boolean csv) {
        EventLine line = new EventLine();
        fields.forEach(field -> field.addTo(line, csv));
        return line.sql();
    }

    /** The event of a row. */
    private interface Event {
        String text() throws SQLException;
    }

    private static String event(ResultSet row, List<Field> fields, boolean csv) throws SQLException {
        ObjectNode event = JSON.createObjectNode();
        for (int i = 0; i < fields.size(); i++) {
            String text = row.getString(i + 1);
            if (text != null) {
                fields.get(i).put(event, text);
            } else if (csv) {
                fields.get(i).putNothing(event);
            }
        }
        return event.toString();
    }

    private static void send(ResultSet rows, Sink sink, Event event) throws SQLException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        while (rows.next()) {
            lines.writeBytes(event.text().getBytes(StandardCharsets.UTF_8));
            lines.write('\n');
            if (lines.size() >= CHUNK_BYTES) {
                sink.take(lines.toByteArray());
                lines.reset();
            }
        }
        if (lines.size() > 0) {
            sink.take(lines.toByteArray());
        }
    }

    /** The first line is a header when at least half of its cells are names of columns; else cells go by their order. */
    private String csv(Path file) {
        String options = ", all_varchar=true, auto_detect=true, sample_size=20480, null_padding=true, parallel=false";
        String plain = "read_csv(" + literal(file) + options + ", header=false)";
        List<String> first = query("SELECT * FROM " + plain + " LIMIT 1", rows -> {
            List<String> cells = new ArrayList<>();
            if (rows.next()) {
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    cells.add(Optional.ofNullable(rows.getString(i)).orElse("").strip());
                }
            }
            return cells;
        });
        long known =
                first.stream().filter(name -> table.column(name).isPresent()).count();
        if (known > 0 && known * 2 >= first.size()) {
            return "read_csv(" + literal(file) + options + ", header=true)";
        }
        String names = table.columns().stream()
                .limit(Math.max(1, first.size()))
                .map(column -> text(column.name()))
                .collect(Collectors.joining(", ", "[", "]"));
        if (first.size() > table.columns().size()) {
            throw new PipitException(
                    ErrorCode.INVALID_BODY,
                    "The file has no header and " + Counted.of(first.size(), "column") + ", but '" + table.name()
                            + "' has " + table.columns().size() + ". Add a line with the names of its columns.");
        }
        return "read_csv(" + literal(file) + options + ", header=false, names=" + names + ")";
    }

    private Map<Column, String> columns(String source) {
        return query("DESCRIBE SELECT * FROM " + source, rows -> {
            Map<Column, String> found = new LinkedHashMap<>();
            while (rows.next()) {
                String type = rows.getString(2);
                table.column(rows.getString(1).strip()).ifPresent(column -> found.put(column, type));
            }
            return found;
        });
    }

    private <T> T query(String sql, ResultMapper<T> mapper) {
        try {
            return session.query(sql, mapper);
        } catch (PipitException e) {
            if (e.code() != ErrorCode.QUERY_FAILED && e.code() != ErrorCode.STORAGE_FAILED) {
                throw e;
            }
            throw new PipitException(
                    ErrorCode.INVALID_BODY,
                    "The file cannot be read: "
                            + e.getMessage().lines().findFirst().orElse(""),
                    e);
        }
    }

    private static String literal(Path file) {
        return text(file.toString());
    }

    private static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    /** A column of the file: what the engine gives for it, and where the value goes in an event. */
    private final class Field {
        private final Column column;
        private final String type;
        private final boolean composite;
        private final boolean plain;
        private final List<String> path;

        Field(Column column, String type) {
            this.column = column;
            this.type = type;
            boolean nested = type.endsWith("]") || type.startsWith("STRUCT") || type.startsWith("MAP");
            boolean csvText = type.equals("VARCHAR");
            String wanted = column.storage().toString();
            boolean intoNested = wanted.endsWith("]") || wanted.startsWith("STRUCT") || wanted.startsWith("MAP");
            this.composite = nested || csvText && intoNested;
            this.plain = !nested;
            this.path = column.jsonPath().isBlank()
                    ? List.of(column.name())
                    : JsonPath.parse(column.jsonPath()).steps();
        }

        String select() {
            String name = EngineSession.quoted(column.name());
            return plain ? "CAST(" + name + " AS VARCHAR)" : "CAST(to_json(" + name + ") AS VARCHAR)";
        }

        /** An empty cell: the value that the type has when nothing is said, unless the column has one of its own or may lack it. */
        void putNothing(ObjectNode event) {
            nothing().ifPresent(text -> put(event, text));
        }

        private Optional<String> nothing() {
            if (column.type().nullable() || !column.defaultExpression().isEmpty()) {
                return Optional.empty();
            }
            DataType bare = column.type().bare();
            if (bare instanceof DataType.StringType) {
                return Optional.of("");
            } else if (bare instanceof DataType.IntType || bare instanceof DataType.FloatType) {
                return Optional.of("0");
            } else if (bare instanceof DataType.ArrayType) {
                return Optional.of("[]");
            }
            return bare instanceof DataType.MapType ? Optional.of("{}") : Optional.empty();
        }

        void addTo(EventLine line, boolean csv) {
            line.add(column.name(), path, type, composite, csv ? nothing() : Optional.empty());
        }

        /** A path into the elements of a list, or the whole event, cannot be filled from one value: the event lacks it then. */
        void put(ObjectNode event, String text) {
            if (path.isEmpty() || path.contains(JsonPath.EACH) && path.indexOf(JsonPath.EACH) < path.size() - 1) {
                return;
            }
            ObjectNode at = event;
            List<String> names =
                    path.stream().filter(step -> !step.equals(JsonPath.EACH)).toList();
            for (String step : names.subList(0, names.size() - 1)) {
                at = at.get(step) instanceof ObjectNode inner ? inner : at.putObject(step);
            }
            at.set(names.get(names.size() - 1), value(text));
        }

        private JsonNode value(String text) {
            for (String candidate : composite ? List.of(text, text.replace('\'', '"')) : List.<String>of()) {
                try {
                    return JSON.readTree(candidate);
                } catch (JsonProcessingException e) {
                    // the next way to write it, else as it is: the edge says what does not fit
                }
            }
            return JSON.getNodeFactory().textNode(text);
        }
    }

    /** Cuts NDJSON into pieces at line ends. */
    static void lines(InputStream in, Sink sink) throws IOException {
        ByteArrayOutputStream piece = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            int end = n;
            while (end > 0 && buffer[end - 1] != '\n') {
                end--;
            }
            piece.write(buffer, 0, end);
            if (end > 0 && piece.size() >= CHUNK_BYTES) {
                sink.take(piece.toByteArray());
                piece.reset();
            }
            piece.write(buffer, end, n - end);
        }
        if (piece.size() > 0) {
            sink.take(piece.toByteArray());
        }
    }
}
