package io.pipit.serving.state;

import io.pipit.core.block.TableSpec;
import io.pipit.core.lake.TableState;
import io.pipit.core.sql.TableRows;
import io.pipit.serving.fresh.Generation;
import io.pipit.serving.fresh.LeasedTable;
import java.util.List;
import java.util.Map;

/**
 * One table as a read state has it.
 *
 * @param spec its declaration
 * @param snapshot the pinned snapshot
 * @param lake the snapshot's rows with their hidden columns
 * @param segments the copies of files in memory that it names
 * @param coverage what the snapshot accounts for, by streaming feed
 * @param generations the fresh rows, oldest first; they may hold more than the state's progress says
 */
public record TableView(
        TableSpec spec,
        TableState snapshot,
        TableRows lake,
        List<LeasedTable> segments,
        Map<String, Offsets> coverage,
        List<Generation> generations) {
    /** Copies the collections. */
    public TableView {
        coverage = Map.copyOf(coverage);
        segments = List.copyOf(segments);
        generations = List.copyOf(generations);
    }

    /** The same snapshot read in another way. */
    TableView readAs(LakeSegments.Reading reading) {
        return new TableView(spec, snapshot, reading.rows(), reading.tables(), coverage, generations);
    }

    /** The same snapshot with other generations. */
    public TableView with(List<Generation> others) {
        return new TableView(spec, snapshot, lake, segments, coverage, others);
    }
}
