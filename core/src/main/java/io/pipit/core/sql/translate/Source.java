package io.pipit.core.sql.translate;

import io.pipit.core.sql.Relation.StoredTable;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One member of FROM.
 *
 * @param name how the query calls it: its alias, else the table's name; the empty text for a query without alias
 * @param table the table's name, which may also be used where there is an alias
 * @param engineAlias how the translated text calls it
 * @param columns in order
 * @param keyed whether it carries the identity of blocks
 * @param multiplied whether one row of the keyed source may stand in several of its rows
 * @param stored the stored table that it is, if it is one
 * @param hiddenFromStar columns that {@code *} leaves out, since an earlier source shows them (USING)
 */
record Source(
        String name,
        String table,
        String engineAlias,
        List<SourceColumn> columns,
        boolean keyed,
        boolean multiplied,
        Optional<StoredTable> stored,
        Set<String> hiddenFromStar) {
    Source {
        columns = List.copyOf(columns);
        hiddenFromStar = Set.copyOf(hiddenFromStar);
    }

    Optional<SourceColumn> column(String column) {
        for (SourceColumn candidate : columns) {
            if (candidate.name().equals(column)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** Whether it is what ARRAY JOIN adds, not a table. */
    boolean unnested() {
        return name.isEmpty() && engineAlias.startsWith("a");
    }

    boolean called(String qualifier) {
        return name.equals(qualifier) || table.equals(qualifier) || table.endsWith("." + qualifier);
    }

    Source with(List<SourceColumn> otherColumns, Set<String> hidden) {
        return new Source(name, table, engineAlias, otherColumns, keyed, multiplied, stored, hidden);
    }
}
