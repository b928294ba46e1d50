package io.pipit.serving.state;

import io.pipit.core.error.PipitException;
import java.util.HashMap;
import java.util.Map;

/**
 * What may be read at one moment: every table with its snapshot and fresh rows, and how far each feed has come. Immutable; a
 * query works with one state from beginning to end.
 *
 * @param tables by name
 * @param progress by streaming feed: the rows of every block below it are in the snapshots or in the generations
 * @param failures by feed: why its tables cannot be read
 */
public record ReadState(
        Map<String, TableView> tables, Map<String, Offsets> progress, Map<String, PipitException> failures) {
    /** Copies the maps. */
    public ReadState {
        tables = Map.copyOf(tables);
        progress = Map.copyOf(progress);
        failures = Map.copyOf(failures);
    }

    /** This state with a table changed. */
    public ReadState with(TableView table) {
        Map<String, TableView> changed = new HashMap<>(tables);
        changed.put(table.spec().name(), table);
        return new ReadState(changed, progress, failures);
    }

    /** This state with tables and progress changed. */
    public ReadState with(Map<String, TableView> changedTables, Map<String, Offsets> changedProgress) {
        Map<String, TableView> newTables = new HashMap<>(tables);
        newTables.putAll(changedTables);
        Map<String, Offsets> newProgress = new HashMap<>(progress);
        newProgress.putAll(changedProgress);
        return new ReadState(newTables, newProgress, failures);
    }

    /** This state with a feed failed; the first failure of a feed stays. */
    public ReadState failed(String feed, PipitException failure) {
        Map<String, PipitException> changed = new HashMap<>(failures);
        changed.putIfAbsent(feed, failure);
        return new ReadState(tables, progress, changed);
    }
}
