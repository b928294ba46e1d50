package io.pipit.core.project.lambda;

import io.pipit.core.block.Column;
import io.pipit.core.block.Identity;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.type.TypeParser;
import io.pipit.core.sql.Relation;
import io.pipit.core.sql.Relations;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A table as queries of our own see it: with its hidden columns first. */
public final class HiddenColumns implements Relations {
    private final String name;
    private final Relation table;

    /** Of a data source. */
    public HiddenColumns(TableSpec source) {
        name = source.name();
        List<Column> columns = new ArrayList<>();
        Identity.COLUMNS.forEach(c -> columns.add(new Column(c.name(), TypeParser.parse(type(c.name())))));
        columns.addAll(source.columns());
        table = new Relation.StoredTable(name, columns);
    }

    @Override
    public Optional<Relation> find(String wanted) {
        return wanted.equals(name) ? Optional.of(table) : Optional.empty();
    }

    @Override
    public Collection<String> names() {
        return List.of(name);
    }

    private static String type(String hidden) {
        return switch (hidden) {
            case Identity.FEED -> "String";
            case Identity.OFF -> "Int64";
            case Identity.AT -> "DateTime64(6)";
            default -> "Int32";
        };
    }
}
