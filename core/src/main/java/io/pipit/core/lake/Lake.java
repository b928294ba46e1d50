package io.pipit.core.lake;

import io.pipit.core.block.TableSpec;
import java.util.List;
import java.util.Optional;

/** The Iceberg catalog of an installation. Thread-safe. Failures of the catalog are {@code CATALOG_UNAVAILABLE}. */
public final class Lake implements AutoCloseable {
    /** Opens the catalog. */
    public Lake(LakeConfig config) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Makes the table unless it exists; adds columns that are new. Other differences are {@code INVALID_PROJECT}. */
    public LakeTable ensure(TableSpec spec) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** The table of this name. */
    public Optional<LakeTable> find(String name) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Names of all tables. */
    public List<String> tables() {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Drops a table with its files. */
    public void drop(String name) {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("skeleton");
    }
}
