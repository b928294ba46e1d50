package io.pipit.core.sql;

import io.pipit.core.block.Identity;
import io.pipit.core.block.engine.WantedColumns;
import java.util.Set;
import java.util.stream.Collectors;

/** Tables with those columns only that a query says it reads: it fails where it reads another one. */
final class NarrowTables {
    private NarrowTables() {}

    /** The text of a query over tables that have their hidden columns. */
    static String bind(TranslatedQuery query) {
        return query.bind(table -> TableRows.of(table).select(query.reads(table)));
    }

    /** The text of a query over tables without hidden columns. */
    static String bindBare(TranslatedQuery query) {
        return query.bind(table -> bare(table, query.reads(table)));
    }

    private static String bare(String table, WantedColumns wanted) {
        Set<String> own =
                wanted.names().stream().filter(name -> !Identity.hidden(name)).collect(Collectors.toSet());
        return own.isEmpty() && !wanted.all()
                ? "(SELECT 0 AS nothing FROM " + table + ")"
                : TableRows.of(table).select(new WantedColumns(own));
    }
}
