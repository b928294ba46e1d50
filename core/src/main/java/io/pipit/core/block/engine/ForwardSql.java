package io.pipit.core.block.engine;

import io.pipit.core.block.Column;
import io.pipit.core.block.Forward;
import io.pipit.core.block.Identity;
import io.pipit.core.block.TableSpec;
import io.pipit.core.block.type.StorageType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The engine's text that makes rows of a table's version of today from rows of an older one, see {@link Forward}. */
public final class ForwardSql {
    private final TableSpec table;

    /** Of a table. */
    public ForwardSql(TableSpec table) {
        this.table = table;
    }

    /**
     * The version that rows with these columns are of.
     *
     * @param columns storage types by name, without hidden ones
     * @return the place in {@link TableSpec#forwards()}; nothing for the version of today, or one that nobody knows
     */
    public Optional<Integer> version(Map<String, StorageType> columns) {
        if (table.forwards().isEmpty() || columns.equals(storage(table.columns()))) {
            return Optional.empty();
        }
        for (int i = table.forwards().size() - 1; i >= 0; i--) {
            if (columns.equals(storage(table.forwards().get(i).from()))) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    /** A query of the rows as they are today; {@code rows} is a query of rows of a version, with hidden columns. */
    public String of(String rows, int version) {
        String query = rows;
        for (int i = version; i < table.forwards().size(); i++) {
            query = step(query, table.forwards().get(i), after(i));
        }
        return query;
    }

    /** For each column of today the engine's text that counts its values in rows of a version: it fails where the column does. */
    public Map<String, String> probes(String rows, int version) {
        return table.columns().stream()
                .collect(Collectors.toMap(
                        Column::name,
                        column -> "select count(" + EngineSession.quoted(column.name()) + ") from (" + of(rows, version)
                                + ")"));
    }

    private List<Column> after(int version) {
        return version + 1 < table.forwards().size()
                ? table.forwards().get(version + 1).from()
                : table.columns();
    }

    private static String step(String rows, Forward forward, List<Column> after) {
        Function<Column, String> value = column -> "cast(" + forward.values().get(column.name()) + " as "
                + column.storage() + ") as " + EngineSession.quoted(column.name());
        String hidden =
                Identity.COLUMNS.stream().map(Identity.HiddenColumn::name).collect(Collectors.joining(", "));
        return after.stream().map(value).collect(Collectors.joining(", ", "select " + hidden + ", ", "")) + " from ("
                + rows + ")";
    }

    private static Map<String, StorageType> storage(List<Column> columns) {
        return columns.stream().collect(Collectors.toMap(Column::name, Column::storage));
    }
}
