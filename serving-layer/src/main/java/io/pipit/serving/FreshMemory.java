package io.pipit.serving;

import io.pipit.core.block.engine.EngineSession;

/** Measures what the engine's tables take: in memory and spilled. */
final class FreshMemory {
    private static final String TABLES = "SELECT coalesce(sum(memory_usage_bytes + temporary_storage_bytes), 0)::BIGINT"
            + " FROM duckdb_memory() WHERE tag = 'IN_MEMORY_TABLE'";

    private FreshMemory() {}

    static long bytes(EngineSession session) {
        return session.queryLong(TABLES);
    }
}
