package io.pipit.core.lake;

import io.pipit.core.lake.TableState.StoredFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.io.FileIO;

/** The files of a snapshot, from its manifests. Manifests never change, so each is read once. Thread-safe. */
final class SnapshotFiles {
    private static final List<String> NEEDED = List.of("file_path", "record_count", "file_size_in_bytes", "partition");

    private final FileIO io;
    private final Map<String, List<StoredFile>> byManifest = new ConcurrentHashMap<>();

    SnapshotFiles(FileIO io) {
        this.io = io;
    }

    List<StoredFile> of(Snapshot snapshot) {
        List<StoredFile> files = new ArrayList<>();
        Set<String> current = new HashSet<>();
        for (ManifestFile manifest : snapshot.dataManifests(io)) {
            current.add(manifest.path());
            files.addAll(byManifest.computeIfAbsent(manifest.path(), path -> read(manifest)));
        }
        byManifest.keySet().retainAll(current);
        return files;
    }

    private List<StoredFile> read(ManifestFile manifest) {
        try (ManifestReader<DataFile> reader = ManifestFiles.read(manifest, io).select(NEEDED)) {
            List<StoredFile> files = new ArrayList<>();
            reader.forEach(f -> files.add(new StoredFile(
                    f.location(),
                    f.recordCount(),
                    f.fileSizeInBytes(),
                    f.dataSequenceNumber(),
                    partition(f.partition()))));
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String partition(StructLike values) {
        return values.size() == 0 ? "" : String.valueOf(values.get(0, Object.class));
    }

    /** The files of these paths with all that Iceberg knows of them; paths that the snapshot lacks are not in the result. */
    Map<String, DataFile> find(Snapshot snapshot, Collection<String> paths) {
        Set<String> wanted = Set.copyOf(paths);
        Map<String, DataFile> found = new HashMap<>();
        for (ManifestFile manifest : snapshot.dataManifests(io)) {
            try (ManifestReader<DataFile> reader = ManifestFiles.read(manifest, io)) {
                for (DataFile file : reader) {
                    if (wanted.contains(file.location())) {
                        found.put(file.location(), file.copy());
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }
}
