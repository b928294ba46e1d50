package io.pipit.core.sql.translate;

import io.pipit.core.sql.OutputColumn;
import io.pipit.core.sql.Relations;
import io.pipit.core.sql.tree.Expression.Aliased;
import io.pipit.core.sql.tree.With;
import io.pipit.core.sql.tree.With.CommonTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The names that a query may read, and those that WITH gives to it and to queries inside it. Immutable. */
record Environment(
        Relations relations, Map<String, Common> tables, Map<String, Aliased> expressions, Map<String, Bound> bound) {
    /** A query that WITH names, and whether it may read itself. */
    record Common(CommonTable table, boolean recursive) {}

    /** Rows that have a name in the engine's text: what a recursive query has found so far. */
    record Bound(String engineName, List<OutputColumn> columns) {}

    /** Only the names of stored tables, nodes and pipes. */
    static Environment of(Relations relations) {
        return new Environment(relations, Map.of(), Map.of(), Map.of());
    }

    Environment with(With with) {
        if (with.isEmpty()) {
            return this;
        }
        Map<String, Common> allTables = new LinkedHashMap<>(tables);
        with.tables().forEach(t -> allTables.put(t.name(), new Common(t, with.recursive())));
        Map<String, Aliased> allExpressions = new LinkedHashMap<>(expressions);
        with.expressions().forEach(e -> allExpressions.put(e.alias(), e));
        return new Environment(relations, allTables, allExpressions, bound);
    }

    /** With a name that stands for rows which the engine's text already names. */
    Environment with(String name, Bound rows) {
        Map<String, Bound> all = new LinkedHashMap<>(bound);
        all.put(name, rows);
        return new Environment(relations, tables, expressions, all);
    }

    /** Without one name: a query that is named like a table may read the table. */
    Environment without(String table) {
        Map<String, Common> rest = new LinkedHashMap<>(tables);
        rest.remove(table);
        return new Environment(relations, rest, expressions, bound);
    }
}
