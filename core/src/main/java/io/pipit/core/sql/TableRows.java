package io.pipit.core.sql;

import io.pipit.core.block.engine.WantedColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The rows of a table as the engine's text, from all places where some of them are. Each part names only the columns that are wanted: what a column costs a small
 * query is that the engine binds it once more in every part and every query around it, not that its values are read.
 *
 * @param parts none for no rows
 */
public record TableRows(List<Part> parts) {
    /** Where some of the rows are. */
    @FunctionalInterface
    public interface Part {
        /**
         * A SELECT, without parentheses, of these columns in their order, since parts are put together by places; of the hidden ones and then the others
         * for all.
         */
        String select(WantedColumns columns);

        /** All rows of a table or a parenthesised SELECT. */
        static Part of(String from) {
            return columns -> "SELECT " + columns.sql() + " FROM " + from;
        }

        /** Those of them that a condition holds for. */
        static Part of(String from, String condition) {
            return columns -> "SELECT " + columns.sql() + " FROM " + from + " WHERE " + condition;
        }
    }

    /** Copies the list. */
    public TableRows {
        parts = List.copyOf(parts);
    }

    /** The rows of one SELECT in parentheses, or none where the text is empty. */
    public static TableRows of(String sql) {
        return new TableRows(sql.isEmpty() ? List.of() : List.of(Part.of(sql)));
    }

    /** These and further ones. */
    public TableRows with(List<Part> others) {
        List<Part> all = new ArrayList<>(parts);
        all.addAll(others);
        return new TableRows(all);
    }

    /** Whether there are no rows. */
    public boolean isEmpty() {
        return parts.isEmpty();
    }

    /** A parenthesised SELECT of the columns; the empty text when there are no rows. */
    public String select(WantedColumns columns) {
        return isEmpty()
                ? ""
                : parts.stream().map(part -> part.select(columns)).collect(Collectors.joining(" UNION ALL ", "(", ")"));
    }

    /** The same of all columns. */
    public String selectAll() {
        return select(WantedColumns.ALL);
    }
}
