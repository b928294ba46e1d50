package io.pipit.serving.state;

import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.lake.LakeScan;
import io.pipit.core.lake.TableState;
import io.pipit.core.lake.TableState.StoredFile;
import io.pipit.core.lake.remote.FileCache.Lease;
import io.pipit.core.sql.TableRows;
import io.pipit.serving.fresh.LeasedTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Copies of small tables' files in the engine's memory: opening a file costs a query some tenths of a millisecond, and a table
 * gets one with each commit. A segment holds some files of a table; what no segment holds is read from the file. Used by one
 * thread; a segment never changes, so queries of older states go on with theirs.
 */
final class LakeSegments {
    private static final long MOST_ROWS = 1_000_000;
    private static final int MOST_SEGMENTS = 4;
    private static final int HIDDEN_COLUMNS = 5;
    private static final int BYTES_A_VALUE = 16;
    /** How much longer rows are in memory than in files, about. */
    private static final int EXPANSION = 6;
    /** What one table may take of the limit. */
    private static final int SHARE = 2;

    private record Segment(Set<String> paths, LeasedTable table, long bytes) {}

    /** How the rows of a snapshot are read, and the tables that are named there. */
    record Reading(TableRows rows, List<LeasedTable> tables) {}

    private final String prefix;
    private final long limitBytes;
    private final Consumer<String> dropper;
    private final BiFunction<TableSpec, List<StoredFile>, LakeScan> scan;
    private final Map<String, List<Segment>> segments = new HashMap<>();
    private int made;

    /**
     * None yet.
     *
     * @param prefix of the engine's table names, unique in the engine
     * @param limitBytes bound of all copies
     * @param scan reads files of a table
     */
    LakeSegments(
            String prefix,
            long limitBytes,
            Consumer<String> dropper,
            BiFunction<TableSpec, List<StoredFile>, LakeScan> scan) {
        this.prefix = prefix;
        this.limitBytes = limitBytes;
        this.dropper = dropper;
        this.scan = scan;
    }

    /** Reads a snapshot from the segments whose files it has, and the other files themselves. */
    Reading reading(TableSpec spec, TableState state) {
        List<Segment> usable = usable(state);
        List<StoredFile> others = others(state, usable);
        List<TableRows.Part> parts = new ArrayList<>();
        usable.forEach(s -> parts.add(TableRows.Part.of(s.table().table())));
        List<LeasedTable> leased = usable.stream().map(Segment::table).collect(Collectors.toCollection(ArrayList::new));
        if (!others.isEmpty()) {
            LakeScan files = scan.apply(spec, others);
            parts.add(files::select);
            if (files.remote()) {
                leased.add(new LeasedFiles(files));
            }
        }
        return new Reading(new TableRows(parts), leased);
    }

    /** Whether a snapshot has files that should be copied. */
    boolean wants(TableSpec spec, TableState state) {
        long own = bytes(spec, state.files());
        long held = segments.entrySet().stream()
                .filter(e -> !e.getKey().equals(state.table()))
                .flatMap(e -> e.getValue().stream())
                .mapToLong(Segment::bytes)
                .sum();
        return state.rows() <= MOST_ROWS
                && own <= limitBytes / SHARE
                && held + own <= limitBytes
                && !others(state, usable(state)).isEmpty();
    }

    /** Copies the files that are in no segment; many segments become one, sorted. */
    void copy(EngineSession session, TableSpec spec, TableState state) {
        List<Segment> usable = usable(state);
        boolean all = usable.size() >= MOST_SEGMENTS;
        List<StoredFile> files = all ? state.files() : others(state, usable);
        LakeScan added = scan.apply(spec, all ? others(state, usable) : files);
        String from = all ? reading(spec, state).rows().selectAll() : added.sql();
        String table = prefix + "_" + ++made;
        String order = spec.sortingKey().isEmpty()
                ? ""
                : " ORDER BY "
                        + spec.sortingKey().stream().map(SortKey::engineSql).collect(Collectors.joining(", "));
        try (Lease here = added.open()) {
            session.execute("CREATE TABLE " + table + " AS SELECT * FROM " + from + order);
        }
        Segment segment = new Segment(
                files.stream().map(StoredFile::path).collect(Collectors.toSet()),
                new LeasedTable(table, dropper),
                bytes(spec, files));
        // The first that fits is used: what holds all files comes first, what holds the newest last. What is not used
        // any more
        // is retired by keep(), after a read state without it.
        List<Segment> now = new ArrayList<>(segments.getOrDefault(state.table(), List.of()));
        now.add(all ? 0 : now.size(), segment);
        segments.put(state.table(), now);
    }

    /** Retires the segments of a table that a read state does not name any more. */
    void keep(String table, List<LeasedTable> named) {
        List<Segment> kept = new ArrayList<>();
        for (Segment segment : segments.getOrDefault(table, List.of())) {
            if (named.contains(segment.table())) {
                kept.add(segment);
            } else {
                segment.table().retire();
            }
        }
        segments.put(table, kept);
    }

    /** Retires everything. */
    void close() {
        segments.keySet().forEach(table -> keep(table, List.of()));
    }

    /** Segments of files that are all in the snapshot, none in two of them. */
    private List<Segment> usable(TableState state) {
        Set<String> left = state.files().stream().map(StoredFile::path).collect(Collectors.toCollection(HashSet::new));
        List<Segment> usable = new ArrayList<>();
        for (Segment segment : segments.getOrDefault(state.table(), List.of())) {
            if (left.containsAll(segment.paths())) {
                usable.add(segment);
                left.removeAll(segment.paths());
            }
        }
        return usable;
    }

    private static List<StoredFile> others(TableState state, List<Segment> usable) {
        Set<String> held = usable.stream().flatMap(s -> s.paths().stream()).collect(Collectors.toSet());
        return state.files().stream().filter(f -> !held.contains(f.path())).toList();
    }

    private static long bytes(TableSpec spec, List<StoredFile> files) {
        long values = (long) (spec.columns().size() + HIDDEN_COLUMNS) * BYTES_A_VALUE;
        return files.stream()
                .mapToLong(f -> f.rows() * values + f.bytes() * EXPANSION)
                .sum();
    }
}
