package io.pipit.core.lake;

import io.pipit.core.block.engine.WantedColumns;
import io.pipit.core.lake.remote.EngineFiles;
import io.pipit.core.lake.remote.FileCache.Lease;
import io.pipit.core.lake.remote.FileCache.RemoteFile;
import java.util.List;
import java.util.function.Function;
import org.apache.iceberg.io.FileIO;

/** Reads some files of a table, while a lease on them is open. Thread-safe. */
public final class LakeScan {
    private final Function<WantedColumns, String> select;
    private final List<RemoteFile> files;
    private final FileIO io;
    private final EngineFiles engineFiles;

    LakeScan(Function<WantedColumns, String> select, List<RemoteFile> files, FileIO io, EngineFiles engineFiles) {
        this.select = select;
        this.files = List.copyOf(files);
        this.io = io;
        this.engineFiles = engineFiles;
    }

    /** The engine's text, see {@link LakeTable#scanSql}. */
    public String sql() {
        return "(" + select.apply(WantedColumns.ALL) + ")";
    }

    /** A SELECT, without parentheses, of some columns in their order. */
    public String select(WantedColumns columns) {
        return select.apply(columns);
    }

    /** Whether files have to be brought here before they can be read. */
    public boolean remote() {
        return files.stream().anyMatch(file -> EngineFiles.remote(file.location()));
    }

    /**
     * Makes the files readable until the lease is closed.
     *
     * @throws io.pipit.core.error.PipitException {@code STORAGE_FAILED} when they cannot be fetched
     */
    public Lease open() {
        return engineFiles.lease(io, files);
    }
}
