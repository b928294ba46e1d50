package io.pipit.core.sql.translate;

import io.pipit.core.sql.Relations;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.Select;
import io.pipit.core.sql.tree.SetQuery;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The names that a query may read, and those that WITH gives to it and to queries inside it. Immutable. */
record Environment(Relations relations, Map<String, SetQuery> tables, Map<String, Aliased> expressions) {
    /** Only the names of stored tables, nodes and pipes. */
    static Environment of(Relations relations) {
        return new Environment(relations, Map.of(), Map.of());
    }

    Environment with(Select select) {
        if (select.tables().isEmpty() && select.withExpressions().isEmpty()) {
            return this;
        }
        Map<String, SetQuery> allTables = new LinkedHashMap<>(tables);
        select.tables().forEach(t -> allTables.put(t.name(), t.query()));
        Map<String, Aliased> allExpressions = new LinkedHashMap<>(expressions);
        withExpressions(select.withExpressions(), allExpressions);
        return new Environment(relations, allTables, allExpressions);
    }

    private static void withExpressions(List<Aliased> list, Map<String, Aliased> into) {
        list.forEach(e -> into.put(e.alias(), e));
    }

    /** Without one name: a query that is named like a table may read the table. */
    Environment without(String table) {
        Map<String, SetQuery> rest = new LinkedHashMap<>(tables);
        rest.remove(table);
        return new Environment(relations, rest, expressions);
    }
}
