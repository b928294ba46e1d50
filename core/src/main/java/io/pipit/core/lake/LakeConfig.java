package io.pipit.core.lake;

import java.io.Serializable;
import java.util.Map;

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
    /** Copies the properties. */
    public LakeConfig {
        properties = Map.copyOf(properties);
    }
}
