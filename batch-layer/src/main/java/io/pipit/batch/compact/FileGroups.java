package io.pipit.batch.compact;

import io.pipit.core.lake.TableState.StoredFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Chooses the files that become one: of one partition, and of one level of size. A level spans a factor of four, so that a row is
 * rewritten a few times in its life, and not with each run; a large table costs a run no more than a small one.
 */
public final class FileGroups {
    private static final long SMALLEST_LEVEL_BYTES = 1 << 20;
    private static final int FACTOR = 4;
    private static final int MOST_FILES = 500;

    private final CompactPolicy policy;

    /** By these bounds. */
    public FileGroups(CompactPolicy policy) {
        this.policy = policy;
    }

    /** Groups of at least two files; those of the smallest files first. */
    public List<List<StoredFile>> of(List<StoredFile> files) {
        Map<String, Map<Integer, List<StoredFile>>> levels = files.stream()
                .filter(file -> file.bytes() < policy.targetBytes())
                .collect(Collectors.groupingBy(
                        StoredFile::partition,
                        TreeMap::new,
                        Collectors.groupingBy(FileGroups::level, TreeMap::new, Collectors.toList())));
        return levels.values().stream()
                .flatMap(partition -> partition.values().stream())
                .filter(level -> level.size() >= policy.minFiles())
                .flatMap(level -> divided(level).stream())
                .sorted(Comparator.comparingLong((List<StoredFile> group) -> bytes(group) / group.size()))
                .toList();
    }

    /** What a group's files take. */
    static long bytes(List<StoredFile> group) {
        return group.stream().mapToLong(StoredFile::bytes).sum();
    }

    private static int level(StoredFile file) {
        int level = 0;
        for (long bound = SMALLEST_LEVEL_BYTES; file.bytes() >= bound; bound *= FACTOR) {
            level++;
        }
        return level;
    }

    /** A level in pieces that give files of about the wanted size; a piece of one file is no work. */
    private List<List<StoredFile>> divided(List<StoredFile> level) {
        List<StoredFile> oldestFirst = level.stream()
                .sorted(Comparator.comparingLong(StoredFile::addedSequence).thenComparing(StoredFile::path))
                .toList();
        List<List<StoredFile>> groups = new ArrayList<>();
        List<StoredFile> group = new ArrayList<>();
        for (StoredFile file : oldestFirst) {
            if (bytes(group) >= policy.targetBytes() || group.size() == MOST_FILES) {
                groups.add(group);
                group = new ArrayList<>();
            }
            group.add(file);
        }
        groups.add(group);
        return groups.stream().filter(g -> g.size() > 1).toList();
    }
}
