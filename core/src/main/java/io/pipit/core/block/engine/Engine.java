package io.pipit.core.block.engine;

import io.pipit.core.block.engine.function.EngineFunctions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.duckdb.DuckDBConnection;

/** One in-memory DuckDB instance with bounds. Thread-safe; its sessions are not. */
public final class Engine implements AutoCloseable {
    private final DuckDBConnection connection;
    private final BufferAllocator allocator;
    private final EngineConfig config;

    private Engine(DuckDBConnection connection, BufferAllocator allocator, EngineConfig config) {
        this.config = config;
        this.connection = connection;
        this.allocator = allocator;
    }

    /** Opens an instance; extensions are never downloaded. */
    public static Engine open(EngineConfig config) {
        try {
            DuckDBConnection connection =
                    (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", settings(config));
            try (Statement statement = connection.createStatement()) {
                statement.execute("set global TimeZone = 'UTC'");
            }
            new EngineFunctions().register(connection);
            return new Engine(connection, new RootAllocator(), config);
        } catch (SQLException e) {
            throw EngineErrors.of(e);
        }
    }

    /** A new connection to this instance; temporary tables are seen by it alone. */
    public EngineSession session() {
        try {
            return new EngineSession(
                    connection.duplicate(), allocator.newChildAllocator("session", 0, Long.MAX_VALUE), config);
        } catch (SQLException e) {
            throw EngineErrors.of(e);
        }
    }

    /** Memory outside the heap that rows on their way in or out take now, in bytes. */
    public long transferBytes() {
        return allocator.getAllocatedMemory();
    }

    /**
     * Closes the instance; its tables are gone.
     *
     * @throws IllegalStateException when a session is still open or has not given back its memory
     */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw EngineErrors.of(e);
        } finally {
            allocator.close();
        }
    }

    private static Properties settings(EngineConfig config) {
        Properties settings = new Properties();
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("allow_community_extensions", "false");
        settings.setProperty("threads", Integer.toString(config.threads()));
        settings.setProperty("async_threads", "1"); // the default of 8 serves remote files, which are never read here
        settings.setProperty("memory_limit", config.memoryLimitBytes() + "B");
        settings.setProperty("temp_directory", config.tempFolder().toString());
        settings.setProperty("preserve_insertion_order", "true");
        // Else every 16 MB of rows the tables in memory are written anew, while commits wait; tables here are dropped
        // as a whole.
        settings.setProperty("checkpoint_threshold", "1TB");
        return settings;
    }
}
