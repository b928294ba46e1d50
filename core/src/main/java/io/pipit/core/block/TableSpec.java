package io.pipit.core.block;

import java.util.List;
import java.util.Optional;

/**
 * A table as a project declares it: what the log, the lake and the serving layer need to hold its rows.
 *
 * @param name the data source's name
 * @param columns in the order written, without the hidden ones
 * @param engine the merge rule
 * @param sortingKey may be empty
 * @param partitionKey how its files are divided
 * @param samplingKey what SAMPLE takes shares by
 * @param forwards how rows of older versions become rows of this one, the oldest first; empty for nearly all tables
 */
public record TableSpec(
        String name,
        List<Column> columns,
        EngineClause engine,
        List<SortKey> sortingKey,
        PartitionKey partitionKey,
        Optional<SamplingKey> samplingKey,
        List<Forward> forwards) {
    /** Copies the lists. */
    public TableSpec {
        forwards = List.copyOf(forwards);
        columns = List.copyOf(columns);
        sortingKey = List.copyOf(sortingKey);
    }

    /** A table that never had other columns which do not simply go on. */
    public TableSpec(
            String name,
            List<Column> columns,
            EngineClause engine,
            List<SortKey> sortingKey,
            PartitionKey partitionKey,
            Optional<SamplingKey> samplingKey) {
        this(name, columns, engine, sortingKey, partitionKey, samplingKey, List.of());
    }

    /** The same with what leads from older versions. */
    public TableSpec with(List<Forward> older) {
        return new TableSpec(name, columns, engine, sortingKey, partitionKey, samplingKey, older);
    }

    /** The same with other columns, and what leads to them. */
    public TableSpec with(List<Column> others, List<Forward> older) {
        return new TableSpec(name, others, engine, sortingKey, partitionKey, samplingKey, older);
    }

    /** A table without a sampling key. */
    public TableSpec(
            String name,
            List<Column> columns,
            EngineClause engine,
            List<SortKey> sortingKey,
            PartitionKey partitionKey) {
        this(name, columns, engine, sortingKey, partitionKey, Optional.empty());
    }

    /**
     * Whether it does not matter in which order rows are put in together: all are kept, and they lie by their sorting key. Rules that
     * make one row of several choose by that order, and so do readers of rows that lie as they came.
     */
    public boolean anyOrder() {
        return engine.kind() == EngineClause.Kind.MERGE_TREE && !sortingKey.isEmpty();
    }

    /** The column of this name, matched exactly. */
    public Optional<Column> column(String columnName) {
        return columns.stream().filter(c -> c.name().equals(columnName)).findFirst();
    }
}
