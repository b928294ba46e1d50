package io.pipit.core.block;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.StorageType;
import io.pipit.core.block.type.StorageTypes;
import java.util.Objects;

/**
 * A column of a data source.
 *
 * @param name as written, without backticks
 * @param type of the dialect
 * @param jsonPath where events hold the value, for instance {@code $.user.id}; the empty text when there is none
 * @param defaultExpression the expression after {@code DEFAULT} in the dialect; the empty text when there is none
 */
public record Column(String name, DataType type, String jsonPath, String defaultExpression) {
    /** Refuses nulls. */
    public Column {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(jsonPath, "jsonPath");
        Objects.requireNonNull(defaultExpression, "defaultExpression");
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
