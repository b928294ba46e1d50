package io.pipit.core.sql;

import io.pipit.core.block.Column;
import java.util.List;

/** The ClickHouse dialect: parse once, translate for the engine. Stateless and thread-safe. */
public final class Dialect {
    /** A translated expression: engine text over plain column names, and its type. */
    public record TranslatedExpression(String engineSql, io.pipit.core.block.type.DataType type) {}

    /**
     * Parses one query.
     *
     * @param origin what error positions name, for instance {@code pipes/top.pipe}
     * @param firstLine the line of the origin at which the text starts, 1 for a text of its own
     * @throws io.pipit.core.error.PipitException {@code SQL_SYNTAX} with the position
     */
    public Query parse(String sql, String origin, int firstLine) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Resolves names and types and renders the query for the engine. */
    public TranslatedQuery translate(Query query, Relations relations, TranslationMode mode) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Translates one expression over the columns of a table, for instance a member of a sorting key or a default. */
    public TranslatedExpression expression(String text, String origin, int line, List<Column> columns) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Splits and translates a key such as {@code timestamp, toDate(at)} or {@code (a, b)} or {@code tuple()}. */
    public List<io.pipit.core.block.SortKey> sortingKey(String text, String origin, int line, List<Column> columns) {
        throw new UnsupportedOperationException("skeleton");
    }
}
