package io.pipit.core.block;

import java.io.Serializable;
import java.util.Objects;

/**
 * What a block says of itself, readable without its rows.
 *
 * @param dataSource the landing data source
 * @param schemaVersion grows with each change of the data source's columns
 * @param acceptedAtMicros when the block was accepted, microseconds since 1970 in UTC; it is {@code now()} for the block
 * @param rowCount rows that fit the schema
 * @param quarantinedCount rows that do not
 * @param idempotencyKey of the request, or the empty text
 * @param part which block of that request this is, from 0
 */
public record BlockHeader(
        String dataSource,
        int schemaVersion,
        long acceptedAtMicros,
        int rowCount,
        int quarantinedCount,
        String idempotencyKey,
        int part)
        implements Serializable {
    /** Refuses nulls. */
    public BlockHeader {
        Objects.requireNonNull(dataSource, "dataSource");
        Objects.requireNonNull(idempotencyKey, "idempotencyKey");
    }
}
