package io.pipit.core.sql;

import io.pipit.core.block.Column;
import io.pipit.core.block.SamplingKey;
import io.pipit.core.block.SortKey;
import io.pipit.core.block.TableSpec;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a name after FROM stands for. */
public sealed interface Relation {
    /**
     * A table that a layer binds when the text runs: a data source, or the block of it.
     *
     * @param keys columns of the sorting key, in order: rows that are merged agree in them. Only where they are known can a query be found to
     *     need no merge
     * @param sampling what SAMPLE takes shares by
     */
    record StoredTable(String name, List<Column> columns, Set<String> keys, Optional<SamplingKey> sampling)
            implements Relation {
        /** Copies the columns. */
        public StoredTable {
            columns = List.copyOf(columns);
            keys = Collections.unmodifiableSet(new LinkedHashSet<>(keys));
        }

        /** A table of which no sorting key is known. */
        public StoredTable(String name, List<Column> columns) {
            this(name, columns, Set.of());
        }

        /** A table without a sampling key. */
        public StoredTable(String name, List<Column> columns, Set<String> keys) {
            this(name, columns, keys, Optional.empty());
        }

        /** The table of a data source. */
        public static StoredTable of(TableSpec table) {
            Set<String> keys = table.sortingKey().stream()
                    .map(SortKey::column)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            return new StoredTable(table.name(), table.columns(), keys, table.samplingKey());
        }
    }

    /**
     * A table of another database, whose rows are brought for one execution of the query.
     *
     * @param name tells it from other foreign tables; may be shown to people
     */
    record ForeignTable(String name, List<Column> columns) implements Relation {
        /** Copies the columns. */
        public ForeignTable {
            columns = List.copyOf(columns);
        }
    }

    /**
     * A query that is inlined: an earlier node of the pipe, or another pipe.
     *
     * @param scope what the names inside it stand for: another pipe's nodes are not those of the query that reads it
     */
    record Derived(String name, Query query, Relations scope) implements Relation {}
}
