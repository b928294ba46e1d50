package io.pipit.core.lake;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.remote.EngineFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds and deletes files that nothing will ever read: those in a table's folder which no live snapshot names, and the folders of
 * dropped tables.
 *
 * <p>A file is written before it is committed, so it is an orphan only if whoever wrote it can commit it no more: the caller says
 * before which time that is true of all files. Files are listed first and names read afterwards, so a file that is committed in between
 * is seen as named.
 */
public final class OrphanFiles {
    private static final Logger LOG = LoggerFactory.getLogger(OrphanFiles.class);
    private static final String DROPPED = "dropped.marker";

    /** A file that may be an orphan. */
    public record Candidate(String path, long bytes) {}

    /** What was deleted. */
    public record Deleted(long files, long bytes) {}

    private final Lake lake;
    private final String warehouse;
    private final FileIO files;
    private final SupportsPrefixOperations folders;

    <F extends FileIO & SupportsPrefixOperations> OrphanFiles(Lake lake, String warehouse, F files) {
        this.lake = lake;
        this.warehouse = warehouse;
        this.files = files;
        this.folders = files;
    }

    /**
     * Files of live tables which no snapshot names now, last written before a time, and all files of tables dropped before it.
     *
     * @param tables of which to look at the folders; of all, and of dropped ones, when empty
     */
    public List<Candidate> find(Instant writtenBefore, Set<String> tables) {
        SortedMap<String, List<FileInfo>> listed = listed();
        Map<String, LakeTable> live = live();
        List<Candidate> found = new ArrayList<>();
        listed.forEach((folder, all) -> {
            LakeTable table = live.get(folder);
            if (table == null && tables.isEmpty() && droppedBefore(folder, all, writtenBefore)) {
                all.forEach(file -> found.add(candidate(file)));
            } else if (table != null && (tables.isEmpty() || tables.contains(table.name()))) {
                unnamed(all, writtenBefore, table).forEach(file -> found.add(candidate(file)));
            }
        });
        return found;
    }

    /** Deletes what was found, except for what is named by now. */
    public Deleted delete(List<Candidate> found) {
        Map<String, LakeTable> live = live();
        Map<String, List<Candidate>> byFolder = found.stream().collect(Collectors.groupingBy(c -> folderOf(c.path())));
        long deleted = 0;
        long bytes = 0;
        for (Map.Entry<String, List<Candidate>> folder : byFolder.entrySet()) {
            LakeTable table = live.get(folder.getKey());
            Set<String> named = table == null ? Set.of() : named(table);
            for (Candidate candidate : folder.getValue()) {
                if (!named.contains(candidate.path()) && delete(candidate.path())) {
                    deleted++;
                    bytes += candidate.bytes();
                }
            }
            if (table == null && !EngineFiles.remote(warehouse)) {
                folders.deletePrefix(folder.getKey());
            }
        }
        return new Deleted(deleted, bytes);
    }

    /** Says that a folder is one of a table which is about to be dropped. */
    static void markDropped(FileIO files, String location) {
        try (PositionOutputStream out =
                files.newOutputFile(location + "/" + DROPPED).createOrOverwrite()) {
            out.write("dropped\n".getBytes(StandardCharsets.UTF_8));
        } catch (IOException | RuntimeException e) {
            throw failed("The folder " + location + " cannot be marked", e);
        }
    }

    /** All files of the warehouse by the folder of their table. */
    private SortedMap<String, List<FileInfo>> listed() {
        SortedMap<String, List<FileInfo>> listed = new TreeMap<>();
        try {
            for (FileInfo file : folders.listPrefix(warehouse + "/")) {
                if (Locations.normal(file.location()).indexOf('/', warehouse.length() + 1) > 0) {
                    listed.computeIfAbsent(folderOf(file.location()), f -> new ArrayList<>())
                            .add(file);
                }
            }
        } catch (RuntimeException e) {
            throw failed("The warehouse " + warehouse + " cannot be listed", e);
        }
        return listed;
    }

    private Map<String, LakeTable> live() {
        Map<String, LakeTable> live = new HashMap<>();
        for (String name : lake.tables()) {
            lake.find(name).ifPresent(table -> live.put(Locations.normal(table.location()), table));
        }
        return live;
    }

    private static List<FileInfo> unnamed(List<FileInfo> all, Instant writtenBefore, LakeTable table) {
        List<FileInfo> old =
                all.stream().filter(file -> writtenBefore(file, writtenBefore)).toList();
        if (old.isEmpty()) {
            return old;
        }
        Set<String> named = named(table);
        return old.stream()
                .filter(file -> !named.contains(Locations.normal(file.location())))
                .toList();
    }

    private static Set<String> named(LakeTable table) {
        return table.namedFiles().stream().map(Locations::normal).collect(Collectors.toSet());
    }

    private String folderOf(String file) {
        String normal = Locations.normal(file);
        return normal.substring(0, normal.indexOf('/', warehouse.length() + 1));
    }

    private static boolean droppedBefore(String folder, List<FileInfo> all, Instant time) {
        return all.stream()
                .filter(file -> Locations.normal(file.location()).equals(folder + "/" + DROPPED))
                .anyMatch(marker -> writtenBefore(marker, time));
    }

    private static boolean writtenBefore(FileInfo file, Instant time) {
        return Instant.ofEpochMilli(file.createdAtMillis()).isBefore(time);
    }

    private static Candidate candidate(FileInfo file) {
        return new Candidate(Locations.normal(file.location()), file.size());
    }

    private boolean delete(String path) {
        try {
            files.deleteFile(path);
            return true;
        } catch (NotFoundException e) {
            return false;
        } catch (RuntimeException e) {
            LOG.warn("The file {} stays: {}", path, e.getMessage());
            return false;
        }
    }

    private static PipitException failed(String what, Exception e) {
        return new PipitException(ErrorCode.STORAGE_FAILED, what + ": " + e.getMessage() + ".", e);
    }
}
