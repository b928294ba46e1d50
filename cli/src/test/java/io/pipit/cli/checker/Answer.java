package io.pipit.cli.checker;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipit.core.block.PositionVector;
import java.util.HashMap;
import java.util.Map;

/**
 * What a query said.
 *
 * @param position of the answer
 * @param rows by table, writer and key; a table without keys has key 0
 * @param text as it came
 */
record Answer(PositionVector position, Map<Place, Cells> rows, String text) {
    /** Where a row belongs. */
    record Place(Table table, int writer, int key) {}

    /** A row: count, sum, distinct ids, and the newest value. */
    record Cells(long count, long sum, long ids, long newest) {}

    static Answer of(PositionVector position, JsonNode json, String text) {
        Map<Place, Cells> rows = new HashMap<>();
        for (JsonNode row : json.get("data")) {
            Place place = new Place(
                    Table.named(row.get("t").asText()),
                    row.get("w").asInt(),
                    row.get("k").asInt());
            Cells cells = new Cells(
                    row.get("c").asLong(),
                    row.get("s").asLong(),
                    row.get("u").asLong(),
                    row.get("m").asLong());
            if (rows.put(place, cells) != null) {
                throw new AssertionError("Two rows for " + place + " in " + text);
            }
        }
        return new Answer(position, rows, text);
    }
}
