package io.pipit.core.lake;

import io.pipit.core.jdbc.EmbeddedDatabase;
import io.pipit.core.lake.remote.EngineFiles;
import java.io.Serializable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.jdbc.UncheckedSQLException;

/**
 * Which catalog and warehouse.
 *
 * @param type {@code jdbc}, {@code rest}, or the class name of another Iceberg catalog
 * @param uri of the catalog
 * @param warehouse root folder of the tables
 * @param properties further catalog properties, for instance {@code jdbc.user}
 */
public record LakeConfig(String type, String uri, String warehouse, Map<String, String> properties)
        implements Serializable {
    /** Among the properties: where copies of remote files are; without it the JVM's temporary folder. */
    public static final String CACHE_FOLDER = "pipit.cache.folder";

    /** Among the properties: what copies of remote files may take. */
    public static final String CACHE_BYTES = "pipit.cache.bytes";

    private static final long USUAL_CACHE_BYTES = 10L << 30;

    /** Copies the properties. */
    public LakeConfig {
        properties = Map.copyOf(properties);
    }

    /** The same without a property. */
    public LakeConfig without(String property) {
        Map<String, String> others = new HashMap<>(properties);
        others.remove(property);
        return new LakeConfig(type, uri, warehouse, others);
    }

    /** Holds the catalog's database open where it is in this process. */
    Optional<EmbeddedDatabase> database() {
        try {
            return EmbeddedDatabase.open(
                    uri, properties.getOrDefault("jdbc.user", ""), properties.getOrDefault("jdbc.password", ""));
        } catch (SQLException e) {
            throw CatalogErrors.of("opening its database", new UncheckedSQLException(e, "%s", e.getMessage()));
        }
    }

    /** How the engine reaches the files; each lake has its own. */
    static EngineFiles engineFiles(Map<String, String> properties) {
        String folder = properties.getOrDefault(CACHE_FOLDER, System.getProperty("java.io.tmpdir"));
        String bytes = properties.getOrDefault(CACHE_BYTES, Long.toString(USUAL_CACHE_BYTES));
        return new EngineFiles(Path.of(folder), Long.parseLong(bytes));
    }
}
