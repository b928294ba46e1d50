package io.pipit.serving.state;

import io.pipit.core.block.TableSpec;
import io.pipit.core.lake.TableState;
import io.pipit.serving.fresh.Generation;
import java.util.List;
import java.util.Map;

/**
 * One table as a read state has it.
 *
 * @param spec its declaration
 * @param snapshot the pinned snapshot
 * @param lakeSql a parenthesised SELECT of the snapshot's rows with their hidden columns; made once for a snapshot
 * @param coverage what the snapshot accounts for, by streaming feed
 * @param generations the fresh rows, oldest first; they may hold more than the state's progress says
 */
public record TableView(
        TableSpec spec,
        TableState snapshot,
        String lakeSql,
        Map<String, Offsets> coverage,
        List<Generation> generations) {
    /** Copies the collections. */
    public TableView {
        coverage = Map.copyOf(coverage);
        generations = List.copyOf(generations);
    }

    /** The same snapshot with other generations. */
    public TableView with(List<Generation> others) {
        return new TableView(spec, snapshot, lakeSql, coverage, others);
    }
}
