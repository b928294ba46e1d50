package io.pipit.jobs.reconcile.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipit.core.block.Column;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.json.JsonPath;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.project.reconcile.ReconcileDefinition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes events of rows: each value is put where the data source's JSON path looks for it. */
final class RowEvents {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String event;
    private final List<Field> fields = new ArrayList<>();

    private record Field(Column column, SourceColumns.Typed from, List<String> path) {}

    RowEvents(ReconcileDefinition definition, TableSpec table, SourceColumns columns) {
        this.event = definition.event();
        boolean byName = table.columns().stream().allMatch(c -> c.jsonPath().isBlank());
        for (Map.Entry<String, SourceColumns.Typed> value : columns.values().entrySet()) {
            Column column = table.column(value.getKey()).orElseThrow();
            List<String> path = byName
                    ? List.of(column.name())
                    : JsonPath.parse(column.jsonPath()).steps().stream()
                            .filter(step -> !step.equals(JsonPath.EACH))
                            .toList();
            fields.add(new Field(column, value.getValue(), path));
        }
    }

    /** What is selected for an event, with a comma before each. */
    String select() {
        if (!event.isEmpty()) {
            return ", (" + event + ")";
        }
        StringBuilder out = new StringBuilder();
        fields.forEach(field -> out.append(", ").append(field.from().sql()));
        return out.toString();
    }

    /** The event of a row, whose first value stands at a place; in one line. */
    String of(ResultSet row, int first) throws SQLException {
        if (!event.isEmpty()) {
            return whole(row.getString(first));
        }
        ObjectNode node = JSON.createObjectNode();
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            JsonNode value = RowValues.of(row, first + i, field.from(), field.column());
            if (!value.isNull()) {
                put(node, field.path(), value);
            }
        }
        return node.toString();
    }

    private static void put(ObjectNode event, List<String> path, JsonNode value) {
        ObjectNode at = event;
        for (String step : path.subList(0, path.size() - 1)) {
            at = at.get(step) instanceof ObjectNode inner ? inner : at.putObject(step);
        }
        at.set(path.get(path.size() - 1), value);
    }

    private String whole(String text) {
        try {
            JsonNode node = text == null ? null : JSON.readTree(text);
            if (node instanceof ObjectNode) {
                return node.toString();
            }
        } catch (JsonProcessingException e) {
            // the text is told below
        }
        throw new PipitException(
                ErrorCode.SOURCE_INVALID,
                "The expression under 'event' gives no JSON object but " + text
                        + "; in PostgreSQL to_jsonb(events) or json_build_object('id', id) give one.");
    }
}
