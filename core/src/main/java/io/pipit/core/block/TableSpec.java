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
 */
public record TableSpec(
        String name, List<Column> columns, EngineClause engine, List<SortKey> sortingKey, PartitionKey partitionKey) {
    /** Copies the lists. */
    public TableSpec {
        columns = List.copyOf(columns);
        sortingKey = List.copyOf(sortingKey);
    }

    /** The column of this name, matched exactly. */
    public Optional<Column> column(String columnName) {
        return columns.stream().filter(c -> c.name().equals(columnName)).findFirst();
    }
}
