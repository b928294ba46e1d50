package io.pipit.core.sql.translate;

import io.pipit.core.block.Column;
import io.pipit.core.block.Identity;
import io.pipit.core.block.engine.WantedColumns;
import io.pipit.core.sql.Relation.StoredTable;
import io.pipit.core.sql.function.SqlText;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which columns of stored tables a translated text reads. A column is always written with the alias of the place at which its table is read, so what is not in the
 * text in that form is not read.
 */
final class TableReads {
    private final Map<String, StoredTable> byAlias = new LinkedHashMap<>();
    private final Set<String> whole = new HashSet<>();

    /** Notes a place that reads a table under an alias. */
    void add(String alias, StoredTable table) {
        byAlias.put(alias, table);
    }

    /** Notes that a table is read without an alias somewhere: all of its columns may be. */
    void addWhole(String table) {
        whole.add(table);
    }

    /** By table; one that is not there is read as a whole. */
    Map<String, WantedColumns> of(String text) {
        Map<String, Set<String>> names = new HashMap<>();
        byAlias.forEach((alias, table) -> {
            Set<String> read = names.computeIfAbsent(table.name(), t -> new LinkedHashSet<>());
            Stream.concat(
                            Identity.COLUMNS.stream().map(Identity.HiddenColumn::name),
                            table.columns().stream().map(Column::name))
                    .filter(column -> text.contains(alias + "." + SqlText.name(column)))
                    .forEach(read::add);
        });
        names.keySet().removeAll(whole);
        Map<String, WantedColumns> wanted = new HashMap<>();
        names.forEach((table, read) -> wanted.put(table, WantedColumns.of(read)));
        return wanted;
    }
}
