package io.pipit.serving.state;

import io.pipit.core.block.EngineClause;
import io.pipit.core.error.PipitException;
import io.pipit.core.lake.Coverage;
import io.pipit.core.lake.FeedCoverage;
import io.pipit.core.lake.TableState;
import io.pipit.serving.fresh.FreshTable;
import io.pipit.serving.fresh.Generation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts new snapshots in the place of the fresh rows that they cover. A snapshot waits until every feed of the logs that it speaks of
 * has come as far, so that all tables can still be read at one position; feeds that are behind what is adopted already (new views
 * that catch up) and failed ones are not waited for. Used by one thread.
 */
final class SnapshotAdopter {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotAdopter.class);

    private final Topology topology;
    private final LakeReader lake;
    private final StateCell cell;
    private final Map<String, FreshTable> fresh;
    private final Map<String, TableState> waiting = new ConcurrentHashMap<>();

    SnapshotAdopter(Topology topology, LakeReader lake, StateCell cell, Map<String, FreshTable> fresh) {
        this.topology = topology;
        this.lake = lake;
        this.cell = cell;
        this.fresh = fresh;
    }

    /** Asks the lake for the current snapshots of some tables. */
    void refresh(Collection<String> tables) {
        for (String table : tables) {
            TableView view = cell.current().tables().get(table);
            if (view == null || view.spec().engine().kind() == EngineClause.Kind.NULL) {
                continue;
            }
            try {
                TableState state = lake.refresh(table);
                if (state.snapshotId() != view.snapshot().snapshotId()) {
                    waiting.put(table, state);
                }
            } catch (PipitException e) {
                LOG.warn("The snapshot of '{}' cannot be read; the one held stays: {}", table, e.getMessage());
            }
        }
    }

    /** Whether snapshots wait for feeds. */
    boolean pending() {
        return !waiting.isEmpty();
    }

    /** Whether a snapshot of a table waits for feeds. May be asked by any thread. */
    boolean waits(String table) {
        return waiting.containsKey(table);
    }

    /** Adopts what can be adopted now. */
    void adopt() {
        for (Map.Entry<String, TableState> e : List.copyOf(waiting.entrySet())) {
            ReadState now = cell.current();
            Map<String, Offsets> coverage = coverage(e.getValue());
            TableView held = now.tables().get(e.getKey());
            if (!goesOn(held, coverage) || ofAnother(held, e.getValue())) {
                waiting.remove(e.getKey());
            } else if (reached(now, coverage)) {
                swap(e.getKey(), e.getValue(), coverage);
                waiting.remove(e.getKey());
            }
        }
    }

    /** Whether the newest snapshots cover all that has been read, and one of them waits for more. */
    boolean overtaken() {
        ReadState now = cell.current();
        return pending()
                && now.tables().entrySet().stream()
                        .flatMap(t -> newest(t.getKey(), t.getValue()).entrySet().stream())
                        .allMatch(c -> c.getValue().reaches(now.progress().get(c.getKey())));
    }

    /** Whether a newer snapshot covers more of a feed that has failed than was read of it: whoever begins there may lack nothing. */
    boolean coversFailed() {
        ReadState now = cell.current();
        return waiting.values().stream()
                .flatMap(state -> coverage(state).entrySet().stream())
                .anyMatch(c -> now.failures().containsKey(c.getKey())
                        && !now.progress().get(c.getKey()).reaches(c.getValue()));
    }

    /**
     * Whether a newer snapshot covers more of a view than was read of it, though all of the fresh topic that precedes the snapshot
     * has been read: the records between were trimmed before reading began, and no later one needs to come that shows the gap.
     *
     * @param taken by partition, how far the fresh topic was read before this is asked
     */
    boolean coversTrimmed(Map<Integer, Long> taken) {
        ReadState now = cell.current();
        return waiting.values().stream()
                .anyMatch(state -> topology.feeds(state.table()).stream()
                        .filter(topology.targetOfView()::containsKey)
                        .anyMatch(feed -> lacks(
                                now.progress().get(feed), lake.coverage(state, feed), published(state, feed), taken)));
    }

    private static Map<Integer, Long> published(TableState state, String feed) {
        FeedCoverage coverage = state.coverage().feeds().get(feed);
        return coverage == null ? Map.of() : coverage.freshNext();
    }

    private static boolean lacks(
            Offsets read, Offsets covered, Map<Integer, Long> published, Map<Integer, Long> taken) {
        return published.entrySet().stream()
                .anyMatch(e -> read.next(e.getKey()) < covered.next(e.getKey())
                        && taken.getOrDefault(e.getKey(), 0L) >= e.getValue());
    }

    private Map<String, Offsets> newest(String table, TableView held) {
        return waiting.containsKey(table) ? coverage(waiting.get(table)) : held.coverage();
    }

    private Map<String, Offsets> coverage(TableState state) {
        Map<String, Offsets> coverage = new HashMap<>();
        topology.feeds(state.table()).forEach(feed -> coverage.put(feed, lake.coverage(state, feed)));
        return coverage;
    }

    /** A table that was made anew covers less than before; it is read by the version that knows why. */
    private static boolean goesOn(TableView held, Map<String, Offsets> coverage) {
        return held.coverage().entrySet().stream()
                .allMatch(e -> coverage.getOrDefault(e.getKey(), e.getValue()).reaches(e.getValue()));
    }

    /** Rows of a view that this version does not have, and that were not there before: they are read by the version that has it. */
    private boolean ofAnother(TableView held, TableState next) {
        Coverage before = held.snapshot().coverage();
        return Stream.concat(next.coverage().feeds().keySet().stream(), next.coverage().copies().keySet().stream())
                .anyMatch(feed -> !topology.knows(feed, next.table())
                        && !before.feeds().containsKey(feed)
                        && !before.copies().containsKey(feed));
    }

    private boolean reached(ReadState now, Map<String, Offsets> coverage) {
        for (Map.Entry<String, Offsets> e : coverage.entrySet()) {
            String feed = e.getKey();
            if (now.failures().containsKey(feed) || !now.progress().get(feed).reaches(e.getValue())) {
                return false;
            }
            String log = topology.logOfFeed().get(feed).topicId();
            for (String sibling : LiveFeeds.of(now, topology, log)) {
                if (!now.progress().get(sibling).reaches(e.getValue())) {
                    return false;
                }
            }
        }
        return true;
    }

    private void swap(String table, TableState snapshot, Map<String, Offsets> coverage) {
        TableView adopted = lake.view(cell.current().tables().get(table).spec(), snapshot);
        FreshTable rows = fresh.get(table);
        List<Generation> removed = new ArrayList<>();
        cell.update(state -> {
            TableView held = state.tables().get(table);
            if (rows == null) {
                return state.with(adopted);
            }
            if (!held.coverage().equals(coverage)) {
                removed.addAll(rows.sealAndRemove(source -> coverage.containsKey(source.feed())
                        ? coverage.get(source.feed()).next(source.partition())
                        : Long.MAX_VALUE));
            }
            return state.with(adopted.with(rows.generations()));
        });
        removed.forEach(Generation::retire);
        lake.segments().keep(table, adopted.segments());
    }
}
