package io.pipit.core.sql;

import io.pipit.core.block.Column;
import io.pipit.core.block.type.TypeParser;
import io.pipit.core.sql.Relation.Derived;
import io.pipit.core.sql.Relation.StoredTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Relations of a test. */
final class TestTables implements Relations {
    private final TreeMap<String, Relation> relations = new TreeMap<>();

    /** Adds a table; columns are written {@code name Type}. */
    TestTables table(String name, String... columns) {
        return table(name, Set.of(), columns);
    }

    TestTables table(String name, Set<String> keys, String... columns) {
        List<Column> list = new ArrayList<>();
        for (String column : columns) {
            int blank = column.indexOf(' ');
            list.add(new Column(column.substring(0, blank), TypeParser.parse(column.substring(blank + 1))));
        }
        relations.put(name, new StoredTable(name, list, keys));
        return this;
    }

    TestTables columns(String name, List<OutputColumn> columns) {
        relations.put(
                name,
                new StoredTable(
                        name,
                        columns.stream()
                                .map(c -> new Column(c.name(), c.type()))
                                .toList()));
        return this;
    }

    TestTables query(String name, String sql) {
        relations.put(name, new Derived(name, new Dialect().parse(sql, name, 1), this));
        return this;
    }

    @Override
    public Optional<Relation> find(String name) {
        return Optional.ofNullable(relations.get(name));
    }

    @Override
    public Collection<String> names() {
        return relations.keySet();
    }
}
