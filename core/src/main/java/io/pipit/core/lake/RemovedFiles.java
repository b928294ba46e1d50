package io.pipit.core.lake;

import io.pipit.core.lake.TableState.StoredFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.io.FileIO;

/**
 * The files that one change takes out of a table. What Iceberg knows of them is read once, however often the change is tried: the
 * shorter it takes from looking at a snapshot to the commit, the fewer others come in between.
 */
final class RemovedFiles {
    private final SnapshotFiles files;
    private final Set<String> paths;
    private final Map<String, DataFile> known = new HashMap<>();

    RemovedFiles(FileIO io, List<String> paths) {
        this.files = new SnapshotFiles(io);
        this.paths = Set.copyOf(paths);
    }

    /** All of them; empty when the snapshot lacks one. */
    Optional<List<DataFile>> in(Snapshot snapshot) {
        if (paths.isEmpty()) {
            return Optional.of(List.of());
        }
        if (snapshot == null) {
            return Optional.empty();
        }
        Set<String> there = files.of(snapshot).stream().map(StoredFile::path).collect(Collectors.toSet());
        if (!there.containsAll(paths)) {
            return Optional.empty();
        }
        if (known.isEmpty()) {
            known.putAll(files.find(snapshot, paths));
        }
        return Optional.of(new ArrayList<>(known.values()));
    }
}
