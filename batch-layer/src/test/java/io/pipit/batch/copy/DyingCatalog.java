package io.pipit.batch.copy;

import io.pipit.core.lake.LakeConfig;
import io.pipit.core.lake.WrappedOperations;
import io.pipit.core.lake.io.LocalFileIO;
import java.util.Map;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** A catalog before one of whose commits its process dies: neither that commit nor anything after it happens. */
final class DyingCatalog extends JdbcCatalog {
    /** The death. Not an exception: nobody may catch it and go on. */
    static final class Death extends Error {
        private static final long serialVersionUID = 1;

        Death() {
            super("killed");
        }
    }

    private int commits = Integer.MAX_VALUE;

    DyingCatalog(LakeConfig config) {
        initialize(
                "pipit",
                Map.of("uri", config.uri(), "warehouse", config.warehouse(), "io-impl", LocalFileIO.class.getName()));
    }

    /** Lets so many commits happen. */
    void dieBefore(int commit) {
        commits = commit;
    }

    void live() {
        commits = Integer.MAX_VALUE;
    }

    @Override
    protected TableOperations newTableOps(TableIdentifier identifier) {
        return new WrappedOperations(super.newTableOps(identifier)) {
            @Override
            public void commit(TableMetadata base, TableMetadata metadata) {
                if (commits == 0) {
                    throw new Death();
                }
                real.commit(base, metadata);
                commits--;
            }
        };
    }
}
