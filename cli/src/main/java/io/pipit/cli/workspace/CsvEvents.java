package io.pipit.cli.workspace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipit.core.block.Column;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.MapType;
import io.pipit.core.block.type.DataType.StringType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.error.Counted;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.List;

/** Rows of CSV as events whose members are named after the columns, so that the edge's parser reads them. */
final class CsvEvents {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TableSpec table;
    private final String origin;

    CsvEvents(TableSpec table, String origin) {
        this.table = table;
        this.origin = origin;
    }

    /** NDJSON; without a header line, cells belong to columns in their order. */
    String of(String csv) {
        List<List<CsvRows.Cell>> rows = CsvRows.of(csv);
        boolean header = !rows.isEmpty() && isHeader(rows.get(0));
        List<String> names = header
                ? rows.get(0).stream().map(c -> c.text().strip()).toList()
                : table.columns().stream().map(Column::name).toList();
        StringBuilder out = new StringBuilder();
        for (int i = header ? 1 : 0; i < rows.size(); i++) {
            out.append(event(rows.get(i), names, i + 1)).append('\n');
        }
        return out.toString();
    }

    private boolean isHeader(List<CsvRows.Cell> row) {
        long known = row.stream()
                .filter(c -> table.column(c.text().strip()).isPresent())
                .count();
        return known > 0 && known * 2 >= row.size();
    }

    private ObjectNode event(List<CsvRows.Cell> row, List<String> names, int number) {
        if (row.size() > names.size()) {
            throw new PipitException(
                    ErrorCode.INVALID_BODY,
                    origin + ": row " + number + " has " + row.size() + " cells, but there are "
                            + Counted.of(names.size(), "column") + ".");
        }
        ObjectNode event = JSON.createObjectNode();
        for (int i = 0; i < row.size(); i++) {
            String name = names.get(i);
            CsvRows.Cell cell = row.get(i);
            table.column(name).ifPresent(column -> put(event, column, cell));
        }
        return event;
    }

    private static void put(ObjectNode event, Column column, CsvRows.Cell cell) {
        DataType type = column.type().bare();
        boolean absent = cell.text().equals("\\N")
                || cell.text().isEmpty() && !cell.quoted() && !(type instanceof StringType)
                || cell.text().isEmpty() && !cell.quoted() && column.type().nullable();
        if (absent) {
            return;
        }
        boolean composite = type instanceof ArrayType || type instanceof MapType || type instanceof TupleType;
        event.set(
                column.name(),
                composite ? composite(cell.text()) : JSON.getNodeFactory().textNode(cell.text()));
    }

    /** Arrays are written as JSON, or with the quotes of SQL. */
    private static JsonNode composite(String text) {
        for (String candidate : List.of(text, text.replace('\'', '"'))) {
            try {
                return JSON.readTree(candidate);
            } catch (JsonProcessingException e) {
                // the next way to write it, else as it is: the edge says what does not fit
            }
        }
        return JSON.getNodeFactory().textNode(text);
    }
}
