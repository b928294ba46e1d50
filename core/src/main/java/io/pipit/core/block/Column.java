package io.pipit.core.block;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.StorageType;
import io.pipit.core.block.type.StorageTypes;
import java.util.Objects;
import java.util.Optional;

/**
 * A column of a data source.
 *
 * @param name as written, without backticks
 * @param type of the dialect
 * @param jsonPath where events hold the value, for instance {@code $.user.id}; the empty text when there is none
 * @param defaultExpression the expression after {@code DEFAULT} in the dialect; the empty text when there is none
 * @param absent what it holds in rows that were made before it was there; empty where that is the default of its type
 */
public record Column(
        String name, DataType type, String jsonPath, String defaultExpression, Optional<AbsentValue> absent) {
    /** Refuses nulls. */
    public Column {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(jsonPath, "jsonPath");
        Objects.requireNonNull(defaultExpression, "defaultExpression");
        Objects.requireNonNull(absent, "absent");
    }

    /** A column that holds the default of its type in rows that were made before it was there. */
    public Column(String name, DataType type, String jsonPath, String defaultExpression) {
        this(name, type, jsonPath, defaultExpression, Optional.empty());
    }

    /** The same with what it holds there. */
    public Column with(AbsentValue value) {
        return new Column(name, type, jsonPath, defaultExpression, Optional.of(value));
    }

    /** A column without JSON path and default. */
    public Column(String name, DataType type) {
        this(name, type, "", "");
    }

    /** How its values are held. */
    public StorageType storage() {
        return StorageTypes.of(type);
    }
}
