package io.pipit.batch.compact;

import io.pipit.core.lake.WrappedOperations;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** A catalog that refuses commits when a test says so. Static, because it is made by its name. */
public final class RefusedCommits extends JdbcCatalog {
    private static volatile boolean refused;

    /** From now on every commit is refused, or none. */
    static void refuse(boolean all) {
        refused = all;
    }

    @Override
    protected TableOperations newTableOps(TableIdentifier identifier) {
        return new WrappedOperations(super.newTableOps(identifier)) {
            @Override
            public void commit(TableMetadata base, TableMetadata metadata) {
                if (refused) {
                    throw new ValidationException("somebody was faster"); // others are tried again by Iceberg itself
                }
                real.commit(base, metadata);
            }
        };
    }
}
