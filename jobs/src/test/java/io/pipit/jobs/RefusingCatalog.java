package io.pipit.jobs;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** A catalog that refuses to rename a table, and whose disk may be full ({@link FullDisk}), when a test says so. Static, because it is made by its name. */
public final class RefusingCatalog extends JdbcCatalog {
    private static volatile Optional<String> refused = Optional.empty();

    /** From now on this table is not renamed; nothing to rename all again. */
    public static void refuse(Optional<String> table) {
        refused = table;
    }

    @Override
    public void initialize(String name, Map<String, String> properties) {
        Map<String, String> changed = new HashMap<>(properties);
        changed.put(CatalogProperties.FILE_IO_IMPL, FullDisk.class.getName());
        super.initialize(name, changed);
    }

    @Override
    public void renameTable(TableIdentifier from, TableIdentifier to) {
        if (refused.filter(from.name()::equals).isPresent()) {
            throw new IllegalArgumentException("connection refused");
        }
        super.renameTable(from, to);
    }
}
