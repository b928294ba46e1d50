package io.pipit.core.lake;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.io.LocalFileIO;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    public record Candidate(Path path, long bytes) {}

    /** What was deleted. */
    public record Deleted(long files, long bytes) {}

    private final Lake lake;
    private final Path warehouse;

    OrphanFiles(Lake lake, Path warehouse) {
        this.lake = lake;
        this.warehouse = warehouse;
    }

    /**
     * Files of live tables which no snapshot names now, last written before a time, and all files of tables dropped before it.
     *
     * @param tables of which to look at the folders; of all, and of dropped ones, when empty
     */
    public List<Candidate> find(Instant writtenBefore, Set<String> tables) {
        List<Path> folders = folders();
        Map<Path, Set<Path>> listed = new HashMap<>();
        folders.forEach(folder -> listed.put(folder, old(folder, writtenBefore)));
        Map<Path, LakeTable> live = live();
        List<Candidate> found = new ArrayList<>();
        for (Path folder : folders) {
            LakeTable table = live.get(folder);
            if (table == null && tables.isEmpty() && droppedBefore(folder, writtenBefore)) {
                all(folder).forEach(path -> found.add(candidate(path)));
            } else if (table != null && (tables.isEmpty() || tables.contains(table.name()))) {
                unnamed(listed.get(folder), table).forEach(path -> found.add(candidate(path)));
            }
        }
        return found;
    }

    /** Deletes what was found, except for what is named by now. */
    public Deleted delete(List<Candidate> found) {
        Map<Path, LakeTable> live = live();
        Map<Path, List<Candidate>> byFolder = found.stream().collect(Collectors.groupingBy(c -> folderOf(c.path())));
        long files = 0;
        long bytes = 0;
        for (Map.Entry<Path, List<Candidate>> folder : byFolder.entrySet()) {
            LakeTable table = live.get(folder.getKey());
            Set<Path> named = table == null ? Set.of() : named(table);
            for (Candidate candidate : folder.getValue()) {
                if (!named.contains(candidate.path()) && delete(candidate.path())) {
                    files++;
                    bytes += candidate.bytes();
                }
            }
            if (table == null) {
                removeEmpty(folder.getKey());
            }
        }
        return new Deleted(files, bytes);
    }

    /** Says that a folder is one of a table which is about to be dropped. */
    static void markDropped(String location) {
        try {
            Path marker = Files.createDirectories(LocalFileIO.path(location)).resolve(DROPPED);
            Files.deleteIfExists(marker);
            Files.createFile(marker);
        } catch (IOException e) {
            throw failed("The folder " + location + " cannot be marked", e);
        }
    }

    private Map<Path, LakeTable> live() {
        Map<Path, LakeTable> live = new HashMap<>();
        for (String name : lake.tables()) {
            lake.find(name).ifPresent(table -> live.put(normal(LocalFileIO.path(table.location())), table));
        }
        return live;
    }

    private static Set<Path> unnamed(Set<Path> files, LakeTable table) {
        if (files.isEmpty()) {
            return files;
        }
        Set<Path> named = named(table);
        return files.stream().filter(file -> !named.contains(file)).collect(Collectors.toSet());
    }

    private static Set<Path> named(LakeTable table) {
        return table.namedFiles().stream()
                .map(name -> normal(LocalFileIO.path(name)))
                .collect(Collectors.toSet());
    }

    private List<Path> folders() {
        if (!Files.isDirectory(warehouse)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(warehouse)) {
            return children.filter(Files::isDirectory)
                    .map(OrphanFiles::normal)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw failed("The warehouse " + warehouse + " cannot be listed", e);
        }
    }

    private Path folderOf(Path file) {
        Path root = normal(warehouse);
        return root.resolve(root.relativize(file).getName(0));
    }

    private static Set<Path> old(Path folder, Instant writtenBefore) {
        return all(folder).stream()
                .filter(file -> written(file).isBefore(writtenBefore))
                .collect(Collectors.toSet());
    }

    private static boolean droppedBefore(Path folder, Instant time) {
        Path marker = folder.resolve(DROPPED);
        return Files.exists(marker) && written(marker).isBefore(time);
    }

    private static List<Path> all(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw failed("The folder " + folder + " cannot be listed", e);
        }
    }

    /** A file that is gone meanwhile counts as new: there is nothing to delete. */
    private static Instant written(Path file) {
        try {
            FileTime time = Files.getLastModifiedTime(file);
            return time.toInstant();
        } catch (IOException e) {
            return Instant.MAX;
        }
    }

    private static Candidate candidate(Path path) {
        try {
            return new Candidate(path, Files.size(path));
        } catch (IOException e) {
            return new Candidate(path, 0);
        }
    }

    private static boolean delete(Path path) {
        try {
            Files.delete(path);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            LOG.warn("The file {} stays: {}", path, e.getMessage());
            return false;
        }
    }

    private static void removeEmpty(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            LOG.info("The folder {} stays: {}", folder, e.getMessage());
        }
    }

    private static Path normal(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private static PipitException failed(String what, IOException e) {
        return new PipitException(ErrorCode.STORAGE_FAILED, what + ": " + e.getMessage() + ".", e);
    }
}
