package io.pipit.core.block;

import java.io.Serializable;
import java.util.List;
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
 * @param sources what it holds of foreign topics, each partition at most once; empty for blocks of requests
 */
public record BlockHeader(
        String dataSource,
        int schemaVersion,
        long acceptedAtMicros,
        int rowCount,
        int quarantinedCount,
        String idempotencyKey,
        int part,
        List<SourceRange> sources)
        implements Serializable {
    /** Refuses nulls. */
    public BlockHeader {
        Objects.requireNonNull(dataSource, "dataSource");
        Objects.requireNonNull(idempotencyKey, "idempotencyKey");
        sources = List.copyOf(sources);
    }

    /** Of a block of requests. */
    public BlockHeader(
            String dataSource,
            int schemaVersion,
            long acceptedAtMicros,
            int rowCount,
            int quarantinedCount,
            String idempotencyKey,
            int part) {
        this(dataSource, schemaVersion, acceptedAtMicros, rowCount, quarantinedCount, idempotencyKey, part, List.of());
    }

    /** The same for a block of messages of foreign topics. */
    public BlockHeader with(List<SourceRange> ranges) {
        return new BlockHeader(
                dataSource, schemaVersion, acceptedAtMicros, rowCount, quarantinedCount, idempotencyKey, part, ranges);
    }
}
