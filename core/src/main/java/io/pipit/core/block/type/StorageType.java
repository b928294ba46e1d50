package io.pipit.core.block.type;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How values are held in the engine, in blocks and in fresh tables. {@link #toString()} is the engine's (DuckDB's) name of
 * the type. The lake holds the same values in the nearest type that Iceberg has.
 */
public sealed interface StorageType extends Serializable {

    /** The types without parameters; names are the engine's. */
    enum Plain implements StorageType {
        BOOLEAN,
        TINYINT,
        SMALLINT,
        INTEGER,
        BIGINT,
        HUGEINT,
        UTINYINT,
        USMALLINT,
        UINTEGER,
        UBIGINT,
        UHUGEINT,
        FLOAT,
        DOUBLE,
        VARCHAR,
        DATE,
        /** Microseconds since 1970-01-01 in UTC, without zone. */
        TIMESTAMP,
        /** Nanoseconds since 1970-01-01 in UTC, without zone. */
        TIMESTAMP_NS,
        UUID
    }

    /** {@code DECIMAL(precision, scale)}. */
    record DecimalStorage(int precision, int scale) implements StorageType {
        @Override
        public String toString() {
            return "DECIMAL(" + precision + "," + scale + ")";
        }
    }

    /** A list of values of one type. */
    record ListStorage(StorageType element) implements StorageType {
        @Override
        public String toString() {
            return element + "[]";
        }
    }

    /** A struct with named fields, in order. */
    record StructStorage(List<Field> fields) implements StorageType {
        /** One field of a struct. */
        public record Field(String name, StorageType type) implements Serializable {}

        /** Copies the fields. */
        public StructStorage {
            fields = List.copyOf(fields);
        }

        @Override
        public String toString() {
            return fields.stream()
                    .map(f -> "\"" + f.name().replace("\"", "\"\"") + "\" " + f.type())
                    .collect(Collectors.joining(", ", "STRUCT(", ")"));
        }
    }

    /** A map. */
    record MapStorage(StorageType key, StorageType value) implements StorageType {
        @Override
        public String toString() {
            return "MAP(" + key + ", " + value + ")";
        }
    }
}
