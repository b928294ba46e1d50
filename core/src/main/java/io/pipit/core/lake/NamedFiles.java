package io.pipit.core.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.CloseableIterable;

/** The files that a table needs: of its snapshots, and of its own metadata. */
final class NamedFiles {
    private final Table table;

    NamedFiles(Table table) {
        this.table = table;
    }

    Set<String> all() {
        Set<String> names = new HashSet<>();
        TableMetadata metadata = ((HasTableOperations) table).operations().current();
        names.add(metadata.metadataFileLocation());
        metadata.previousFiles().forEach(entry -> names.add(entry.file()));
        metadata.statisticsFiles().forEach(file -> names.add(file.path()));
        metadata.partitionStatisticsFiles().forEach(file -> names.add(file.path()));
        for (Snapshot snapshot : table.snapshots()) {
            names.add(snapshot.manifestListLocation());
            snapshot.allManifests(table.io()).forEach(manifest -> add(manifest, names));
        }
        return names;
    }

    private void add(ManifestFile manifest, Set<String> names) {
        if (!names.add(manifest.path())) {
            return; // read for another snapshot
        }
        try (CloseableIterable<String> paths = ManifestFiles.readPaths(manifest, table.io())) {
            paths.forEach(names::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
