package io.pipit.core.lake.layout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipit.core.block.AbsentValue;
import io.pipit.core.block.Column;
import io.pipit.core.block.type.TypeParser;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What columns that were added to a table hold in the files of before. It is kept with the table as it was when the column came: files
 * that are written anew have it, so it cannot change with the {@code DEFAULT}.
 */
public final class AddedColumns {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROPERTY = "pipit.absent.";

    private final Map<String, String> properties;

    /** In the properties of a table. */
    public AddedColumns(Map<String, String> properties) {
        this.properties = properties;
    }

    /** As it is kept: expression, and types by name of the columns that it reads. */
    private record Kept(String sql, Map<String, String> reads) {}

    /** The property by which a column is noted; empty where it holds the default of its type. */
    static Optional<Map.Entry<String, String>> property(Column column) {
        return column.absent().map(value -> Map.entry(PROPERTY + column.name(), text(value)));
    }

    /** A column as files of before have it. */
    public Column of(Column column) {
        Column plain = new Column(column.name(), column.type(), column.jsonPath(), column.defaultExpression());
        return Optional.ofNullable(properties.get(PROPERTY + column.name()))
                .map(text -> plain.with(value(column.name(), text)))
                .orElse(plain);
    }

    private static String text(AbsentValue value) {
        Map<String, String> reads = new TreeMap<>(value.reads().stream()
                .collect(Collectors.toMap(Column::name, column -> column.type().toString())));
        try {
            return JSON.writeValueAsString(new Kept(value.sql(), reads));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static AbsentValue value(String column, String text) {
        try {
            Kept kept = JSON.readValue(text, Kept.class);
            return new AbsentValue(
                    kept.sql(),
                    kept.reads().entrySet().stream()
                            .map(read -> new Column(read.getKey(), TypeParser.parse(read.getValue())))
                            .toList());
        } catch (JsonProcessingException e) {
            throw new PipitException(
                    ErrorCode.INTERNAL, "A table does not say what its column '" + column + "' holds: " + text, e);
        }
    }
}
