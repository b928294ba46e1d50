package io.pipit.core.block.json;

import io.pipit.core.block.Column;
import io.pipit.core.block.QuarantineTable;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.column.ColumnBuffer;
import io.pipit.core.block.column.ColumnBuffers;
import io.pipit.core.block.json.DefaultExpression.Kind;
import io.pipit.core.block.json.value.Cells;
import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.NearestName;
import io.pipit.core.error.PipitException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How events become rows of one landing table: which member fills which column, and what absent ones become. Unchanged once
 * compiled; shared by threads.
 *
 * <p>A table without any JSON path takes each column from the member of its name. In a table with some, columns without a
 * path always take their default. In a table of messages, columns of {@link MessageField} are filled from the message.
 */
public final class JsonTable {
    private final TableSpec table;
    private final TableSpec quarantine;
    private final List<Optional<JsonPath>> paths;
    private final PathNode root = new PathNode();
    private final DefaultValue[] defaults;
    private final ComputedDefaults computed;
    private final MessageField[] fields;

    private JsonTable(
            TableSpec table, List<Optional<JsonPath>> paths, DefaultValue[] defaults, ComputedDefaults computed) {
        this.table = table;
        this.computed = computed;
        this.quarantine = QuarantineTable.of(table);
        this.paths = List.copyOf(paths);
        this.defaults = defaults;
        this.fields = table.columns().stream()
                .map(c -> MessageField.of(c.name()).orElse(null))
                .toArray(MessageField[]::new);
        for (int i = 0; i < paths.size(); i++) {
            int column = i;
            PathNode.Holds holds = holds(i);
            paths.get(i).ifPresent(path -> root.add(path, column, holds));
        }
    }

    /**
     * Compiles a table.
     *
     * @param computed for default expressions that are more than literals and well-known functions
     * @throws PipitException {@code INVALID_PROJECT} when a path or a default does not fit its column
     */
    public static JsonTable compile(TableSpec table, ComputedDefaults computed) {
        boolean messages = MessageField.in(table);
        boolean byName = table.columns().stream().allMatch(c -> c.jsonPath().isBlank());
        List<Optional<JsonPath>> paths = new ArrayList<>();
        DefaultValue[] defaults = new DefaultValue[table.columns().size()];
        for (int i = 0; i < defaults.length; i++) {
            Column column = table.columns().get(i);
            boolean ofMessage = messages && MessageField.of(column.name()).isPresent();
            paths.add(byName && !ofMessage ? Optional.of(new JsonPath(List.of(column.name()))) : path(column));
            defaults[i] = defaultOf(table, column, computed);
        }
        return new JsonTable(table, paths, defaults, computed);
    }

    /** The table. */
    public TableSpec table() {
        return table;
    }

    /** The table of its quarantined rows. */
    public TableSpec quarantine() {
        return quarantine;
    }

    /** What a column holds of a message, or null. */
    MessageField field(int column) {
        return fields[column];
    }

    ComputedDefaults computed() {
        return computed;
    }

    PathNode root() {
        return root;
    }

    Optional<JsonPath> path(int column) {
        return paths.get(column);
    }

    /** The default of a column, or null when it has none. */
    DefaultValue defaultOf(int column) {
        return defaults[column];
    }

    /** The type of the values at the end of a column's path: that of the elements where the path leads into an array. */
    DataType valueType(int column) {
        DataType type = table.columns().get(column).type();
        boolean each = paths.get(column).filter(JsonPath::each).isPresent();
        return each ? ((ArrayType) type.bare()).element() : type;
    }

    private PathNode.Holds holds(int column) {
        return Cells.holdsJsonText(valueType(column)) ? PathNode.Holds.JSON_TEXT : PathNode.Holds.VALUES;
    }

    private static Optional<JsonPath> path(Column column) {
        if (column.jsonPath().isBlank()) {
            return Optional.empty();
        }
        JsonPath path = JsonPath.parse(column.jsonPath());
        if (path.each() && !(column.type().bare() instanceof ArrayType)) {
            throw new PipitException(
                    ErrorCode.INVALID_PROJECT,
                    "Column '" + column.name() + "' is " + column.type() + ", but its JSON path " + path
                            + " gives many values. Make it Array(" + column.type() + "), or take '[:]' away.");
        }
        return Optional.of(path);
    }

    private static DefaultValue defaultOf(TableSpec table, Column column, ComputedDefaults computed) {
        if (column.defaultExpression().isBlank()) {
            return null;
        }
        DefaultExpression expression =
                DefaultExpression.read(column.defaultExpression()).orElse(new DefaultExpression(Kind.COMPUTED, ""));
        return switch (expression.kind()) {
            case CONSTANT -> constant(column, expression.text());
            case COLUMN -> {
                int source = source(table, column, expression.text());
                yield source < 0 ? computed(table, column, computed) : new DefaultValue(Kind.COLUMN, null, source);
            }
            case COMPUTED -> computed(table, column, computed);
            case NOW, TODAY -> {
                DefaultValue.at(column, expression.kind(), 0); // fails here when it does not fit the type
                yield new DefaultValue(expression.kind(), null, -1);
            }
        };
    }

    /** Until the engine has computed it, the value is the zero of the type. */
    private static DefaultValue computed(TableSpec table, Column column, ComputedDefaults computed) {
        computed.check(table, column);
        ColumnBuffer zero = ColumnBuffers.of(column.storage());
        ZeroValue.append(column.type(), zero);
        return new DefaultValue(Kind.COMPUTED, zero, -1);
    }

    private static DefaultValue constant(Column column, String json) {
        if (json.equals("null") && !column.type().nullable()) {
            ColumnBuffer zero = ColumnBuffers.of(column.storage());
            ZeroValue.append(column.type(), zero);
            return new DefaultValue(Kind.CONSTANT, zero, -1);
        }
        return DefaultValue.ofJson(column, json);
    }

    /** The other column, or -1 when its values cannot be taken as they are. */
    private static int source(TableSpec table, Column column, String name) {
        List<String> names = table.columns().stream().map(Column::name).toList();
        int index = names.indexOf(name);
        if (index < 0 || index == names.indexOf(column.name())) {
            throw new PipitException(
                    ErrorCode.UNKNOWN_COLUMN,
                    "The DEFAULT of column '" + column.name() + "' names '" + name + "', which is no other column."
                            + NearestName.hint(name, names));
        }
        Column other = table.columns().get(index);
        boolean plain = other.defaultExpression().isBlank()
                || DefaultExpression.read(other.defaultExpression())
                        .filter(e -> e.kind() != Kind.COLUMN)
                        .isPresent();
        return plain && other.storage().equals(column.storage()) ? index : -1;
    }
}
