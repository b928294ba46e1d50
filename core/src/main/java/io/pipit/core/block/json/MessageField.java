package io.pipit.core.block.json;

import io.pipit.core.block.TableSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a message of a topic says of itself, with the column that holds it. */
public enum MessageField {
    /** The message as it came; kept only where that is asked for. */
    VALUE("__value", "String"),
    /** The topic's name. */
    TOPIC("__topic", "LowCardinality(String)"),
    /** The topic's partition. */
    PARTITION("__partition", "Int16"),
    /** Its place in the partition. */
    OFFSET("__offset", "Int64"),
    /** When it was made. */
    TIMESTAMP("__timestamp", "DateTime"),
    /** Its key as text. */
    KEY("__key", "String"),
    /** Its headers by name; kept only where that is asked for. */
    HEADERS("__headers", "Map(String, String)");

    private static final List<MessageField> PLACE = List.of(TOPIC, PARTITION, OFFSET);

    private final String column;
    private final String type;

    MessageField(String column, String type) {
        this.column = column;
        this.type = type;
    }

    /** The name of its column. */
    public String column() {
        return column;
    }

    /** The type of its column, where a project does not say another one. */
    public String type() {
        return type;
    }

    /** The field that a column holds. */
    static Optional<MessageField> of(String column) {
        return Arrays.stream(values()).filter(f -> f.column.equals(column)).findFirst();
    }

    /** Whether the rows of a table are messages: it says where each comes from. */
    static boolean in(TableSpec table) {
        return PLACE.stream().allMatch(f -> table.column(f.column).isPresent());
    }
}
