package io.pipit.core.block.engine;

/** One in-memory DuckDB instance with bounds. Thread-safe; its sessions are not. */
public final class Engine implements AutoCloseable {
    private Engine() {}

    /** Opens an instance; extensions are never downloaded. */
    public static Engine open(EngineConfig config) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** A new connection to this instance; temporary tables are seen by it alone. */
    public EngineSession session() {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("skeleton");
    }
}
